type Inhibition = {
  /** While this alert fires … */
  readonly while: string;
  /** … those are silent … */
  readonly silent: string;
  /** … that have these labels in common with it. */
  readonly of: readonly string[];
};

/** The label `follows` of a rule names causes, joined by commas. */
const follows = (cause: string): string => `follows=~"(.*,)?${cause}(,.*)?"`;

/**
 * Who is called at night needs the cause, once, and not its twenty consequences. What customers notice (the
 * objectives) is never silenced: how bad it is no cause says.
 */
const rules: readonly Inhibition[] = [
  { while: 'DatabaseDown', silent: follows('own-database'), of: ['service'] },
  { while: 'DatabaseDown', silent: follows('any-database'), of: [] },
  { while: 'KafkaUnavailable', silent: follows('kafka'), of: [] },
  { while: 'BrokerDown', silent: follows('broker'), of: [] },
  { while: 'DiskFullSoon', silent: 'alertname="DiskSpaceLow"', of: ['instance', 'mountpoint'] },
  { while: 'ErrorBudgetBurnsFast', silent: 'alertname="ErrorBudgetBurns"', of: ['slo'] },
];

export const inhibitions = (): string[] => [
  'inhibit_rules:',
  ...rules.flatMap((rule) => [
    `  - source_matchers: ['alertname="${rule.while}"']`,
    `    target_matchers: ['${rule.silent}']`,
    ...(rule.of.length === 0 ? [] : [`    equal: [${rule.of.join(', ')}]`]),
  ]),
];
