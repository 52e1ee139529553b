import { eventually } from '@fondaco/chassis/testing';
import { openDatabase } from '../../system/database.ts';
import type { Verdict } from '../compare.ts';
import type { Scene } from '../run.ts';

/**
 * A bug, and how to catch it whatever the speed of the machine: a hunt strikes when it sees the moment in
 * which the bug does harm, never at a time of its own.
 */
export type PlantedBug = {
  /** Beside this file, against the code as it is. */
  readonly patch: string;
  readonly what: string;
  /** What the comparison of the books must say, and no other bug makes it say. */
  readonly verdict: Verdict;
  readonly evidence: RegExp;
  /** Ends when harm has been done. */
  readonly hunt: (scene: Scene) => Promise<void>;
};

/** Everything that a hunt waits for comes in the course of the business. */
export const PATIENCE = { within: 60_000 };

/** Orders that have been confirmed so far. To be closed. */
export const openConfirmedCount = async (scene: Scene) => {
  const orders = await openDatabase(scene.system(), 'orders');
  const count = async (): Promise<number> => {
    const { rows } = await orders.query<{ count: number }>({
      name: 'confirmed',
      text: "SELECT count(*)::int AS count FROM order_transition WHERE state = 'confirmed'",
    });
    return rows[0]?.count ?? 0;
  };
  return {
    /** Resolves as soon as so many more have been confirmed. */
    more: async (wanted: number): Promise<void> => {
      const before = await eventually(count, PATIENCE);
      await eventually(async () => {
        const now = await count();
        if (now < before + wanted) throw new Error(`${now - before} of ${wanted} orders were confirmed`);
      }, PATIENCE);
    },
    close: () => orders.close(),
  };
};
