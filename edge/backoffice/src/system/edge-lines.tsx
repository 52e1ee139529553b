import { type RefObject, useEffect, useState } from 'react';
import type { Edge } from './edges.ts';

type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
type Line = { readonly key: string; readonly edge: Edge; readonly path: string };

/** From one box to the other: down or up between rows, around below within a row. */
const pathBetween = (a: Box, b: Box, along: number): string => {
  const middle = (box: Box) => box.left + (box.right - box.left) * along;
  const [x1, x2] = [middle(a), clamp(middle(a), b) ?? middle(b)];
  if (a.bottom <= b.top) return curve(x1, a.bottom, x2, b.top);
  if (b.bottom <= a.top) return curve(x1, a.top, x2, b.bottom);
  const below = Math.max(a.bottom, b.bottom) + 14;
  return `M${x1} ${a.bottom} C${x1} ${below} ${middle(b)} ${below} ${middle(b)} ${b.bottom}`;
};

/** Straight down onto something wide, such as the balancer, or up from it. */
const clamp = (x: number, box: Box): number | null =>
  box.right - box.left > 600 ? Math.min(Math.max(x, box.left + 12), box.right - 12) : null;

const curve = (x1: number, y1: number, x2: number, y2: number): string => {
  const half = (y1 + y2) / 2;
  return `M${x1} ${y1} C${x1} ${half} ${x2} ${half} ${x2} ${y2}`;
};

const linesOf = (map: HTMLElement, edges: readonly Edge[]): Line[] => {
  const origin = map.getBoundingClientRect();
  const boxes = new Map(
    [...map.querySelectorAll<HTMLElement>('[data-node]')].map((node) => {
      const { left, right, top, bottom } = node.getBoundingClientRect();
      return [
        node.dataset.node ?? '',
        {
          left: left - origin.left,
          right: right - origin.left,
          top: top - origin.top,
          bottom: bottom - origin.top,
        },
      ];
    }),
  );
  return edges.flatMap((edge) => {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (from === undefined || to === undefined) return [];
    const wide = from.right - from.left > 600;
    // Lines to a topic and from it leave a card at different places.
    const along = edge.kind === 'request' ? 0.5 : edge.from.includes('.') ? 0.66 : 0.34;
    const path = wide ? pathBetween(to, from, along) : pathBetween(from, to, along);
    return [{ key: `${edge.kind} ${edge.from} ${edge.to}`, edge, path }];
  });
};

/** The lines between the parts of the map, laid out anew whenever it changes its shape. */
export const EdgeLines = ({
  map,
  edges,
  lookedAt,
}: {
  readonly map: RefObject<HTMLElement | null>;
  readonly edges: readonly Edge[];
  readonly lookedAt: string | null;
}) => {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const shape = edges.map(({ from, to }) => `${from}>${to}`).join(' ');

  // biome-ignore lint/correctness/useExhaustiveDependencies: other edges are another shape
  useEffect(() => {
    const element = map.current;
    if (element === null) return;
    const layOut = () => setLines(linesOf(element, edges));
    const observer = new ResizeObserver(layOut);
    observer.observe(element);
    layOut();
    return () => observer.disconnect();
  }, [map, shape]);

  const stateOf = ({ from, to, quiet }: Edge) =>
    lookedAt === null ? (quiet ? 'hidden' : 'plain') : [from, to].includes(lookedAt) ? 'lit' : 'dim';
  return (
    <svg className="edges" aria-hidden="true">
      {lines.map(({ key, edge, path }) => (
        <path
          key={key}
          d={path}
          className={`edge edge-${edge.kind} edge-${edge.quiet && lookedAt !== null && stateOf(edge) === 'dim' ? 'hidden' : stateOf(edge)}`}
        />
      ))}
    </svg>
  );
};
