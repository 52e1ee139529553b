import type { Mismatch } from '@fondaco/contracts/http/mismatches';

/** A line for each, the longest known first. */
export const describeMismatches = (mismatches: readonly Mismatch[]): string => {
  if (mismatches.length === 0) return 'All records agree.';
  return mismatches
    .toSorted((one, other) => one.firstSeenAt.localeCompare(other.firstSeenAt))
    .map(
      ({ orderId, kind, detail, firstSeenAt }) =>
        `${firstSeenAt.slice(0, 19)}Z  ${kind.padEnd(25)}  ${orderId ?? '(no order)'}  ${detail}`,
    )
    .join('\n');
};
