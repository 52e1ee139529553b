import type { ProductCopyRebuild } from '@fondaco/contracts/http/product-copy';

/** What a rebuild that is done has done. */
export const describeRebuild = ({
  products,
  changed,
  removed,
  unreadable,
  beganAt,
  endedAt,
}: ProductCopyRebuild): string => {
  const seconds = (Date.parse(endedAt ?? '') - Date.parse(beganAt ?? '')) / 1000;
  const lines = [
    `Products in the topic:   ${products}`,
    `Changed in the copy:     ${changed}`,
    `Removed from the copy:   ${removed}`,
    `Took:                    ${seconds.toFixed(1)} s`,
  ];
  if (unreadable > 0) {
    lines.push(
      `${unreadable} messages of the topic could not be read, so nothing was removed: see \`npm run fondaco -- parked list\`.`,
    );
  }
  return lines.join('\n');
};
