import type { ReactNode } from 'react';
import Markdown from 'react-markdown';

/** Markdown as the house writes it. HTML in it stays text. */
export const Prose = ({ markdown }: { readonly markdown: string }) => (
  <div className="prose">
    <Markdown components={{ pre: Code }}>{markdown}</Markdown>
  </div>
);

const Code = ({ children }: { readonly children?: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <pre tabIndex={0}>{children}</pre>
);
