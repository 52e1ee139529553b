/** What somebody wants to follow: an order, or a trace. */
export type Interest = { readonly order?: string; readonly trace?: string };

/** Whether a line is of interest. An order's traces are learnt from the lines about it, in whatever log they are. */
export type Filter = {
  learn(line: string): void;
  wants(line: string): boolean;
};

/** Every line is of interest to whoever follows nothing. */
export const createFilter = ({ order, trace }: Interest): Filter => {
  if (order === undefined && trace === undefined) return { learn: () => undefined, wants: () => true };
  const traces = new Set(trace === undefined ? [] : [trace]);
  const isAbout = (line: string): boolean => order !== undefined && line.includes(order);

  return {
    learn: (line) => {
      const traceId = isAbout(line) ? traceOf(line) : undefined;
      if (traceId !== undefined) traces.add(traceId);
    },
    wants: (line) => {
      if (isAbout(line)) return true;
      const traceId = traceOf(line);
      return traceId !== undefined && traces.has(traceId);
    },
  };
};

/** Faster than to read the line as JSON, of which there may be millions. */
const traceOf = (line: string): string | undefined => /"traceId":"([0-9a-f]{32})"/.exec(line)?.[1];
