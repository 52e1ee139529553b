import type { Queryable } from '@fondaco/chassis/postgres';

/** Any number that nobody else locks. */
const TREE = 7_268_331;

/** Until the commit nobody else edits the tree: two categories cannot be put below each other at once. */
export const lockTree = async (tx: Queryable): Promise<void> => {
  await tx.query({ name: 'lock-tree', text: 'SELECT pg_advisory_xact_lock($1)', values: [TREE] });
};

/**
 * Until the commit nobody edits the tree: for whoever looks up many categories in it and puts products into them. Call
 * one of the two first, and not both: two who hold the tree and want to edit it would wait for each other.
 */
export const holdTree = async (tx: Queryable): Promise<void> => {
  await tx.query({ name: 'hold-tree', text: 'SELECT pg_advisory_xact_lock_shared($1)', values: [TREE] });
};
