import { VERDICTS } from './compare.ts';
import type { Outcome } from './run.ts';

const SHOWN = 10;

/** What came of a run, for people. */
export const printOutcome = (outcome: Outcome): string => {
  const faults = Object.entries(outcome.faults).map(([kind, count]) => `${kind} ${count}`);
  const states = Object.entries(outcome.states).map(([state, count]) => `${state} ${count}`);
  const unanswered = Object.entries(outcome.unanswered).map(([status, count]) => `${status} ${count}`);
  return [
    `seed             ${outcome.seed}`,
    `faults           ${faults.join(', ') || 'none'}`,
    `acknowledged     ${outcome.acknowledged} orders: ${states.join(', ')}`,
    `without answer   ${unanswered.join(', ') || 'none'}, each sent again under its key`,
    ...VERDICTS.map((verdict) => `${verdict.padEnd(16)} ${outcome.findings[verdict].length}`),
    `recovered        ${outcome.recoverySeconds === null ? 'never' : `${outcome.recoverySeconds} s after the last fault`}`,
    ...VERDICTS.flatMap((verdict) => shown(outcome.findings[verdict])),
    outcome.passed ? 'passed' : `FAILED; the same again: npm run faults -- --seed ${outcome.seed}`,
  ].join('\n');
};

const shown = (findings: readonly string[]): string[] => [
  ...findings.slice(0, SHOWN).map((finding) => `  ${finding}`),
  ...(findings.length > SHOWN ? [`  and ${findings.length - SHOWN} more`] : []),
];
