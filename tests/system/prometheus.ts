import assert from 'node:assert/strict';
import type { System } from './system.ts';

export type EvaluatedRule = {
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
};

/** The Prometheus of a running system. */
export const prometheusOf = ({ addresses: { prometheus } }: System) => {
  const ask = async <Data>(path: string, query: Record<string, string> = {}): Promise<Data> => {
    const url = `http://${prometheus.host}:${prometheus.port}/api/v1/${path}?${new URLSearchParams(query)}`;
    const answer = (await (await fetch(url)).json()) as { status: string; error?: string; data: Data };
    assert.equal(answer.status, 'success', `${answer.error}: ${query.query}`);
    return answer.data;
  };
  return {
    /** How many series an expression has now. */
    count: async (query: string): Promise<number> =>
      (await ask<{ result: unknown[] }>('query', { query })).result.length,
    rules: async (): Promise<EvaluatedRule[]> =>
      (await ask<{ groups: { rules: EvaluatedRule[] }[] }>('rules')).groups.flatMap(({ rules }) => rules),
  };
};
