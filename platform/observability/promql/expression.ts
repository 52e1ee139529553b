import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** One selector of an expression: `http_requests_total{job="services"}`. */
export type Selector = {
  readonly name: string;
  /** Of its matchers. */
  readonly labels: readonly string[];
};

export type Expression = {
  readonly selectors: readonly Selector[];
  /** Labels that results are grouped or matched by. */
  readonly grouping: readonly string[];
};

/** Throws with the place when it is no PromQL, or a selector has no name of its own. */
export const readExpression = (text: string): Expression => {
  const tree = parser.parse(text);
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  const textOf = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  tree.iterate({
    enter: ({ node, type }) => {
      if (type.isError) throw new SyntaxError(`no PromQL at character ${node.from + 1}: ${text}`);
      if (type.name === 'VectorSelector') {
        const name = node.getChild('Identifier');
        if (name === null) throw new SyntaxError(`a selector without the name of a metric: ${text}`);
        selectors.push({ name: textOf(name), labels: labelsOf(node, textOf) });
      }
      if (type.name === 'GroupingLabels') grouping.push(...node.getChildren('LabelName').map(textOf));
    },
  });
  return { selectors, grouping };
};

const labelsOf = (selector: SyntaxNode, textOf: (node: SyntaxNode) => string): string[] => {
  const matchers = selector.getChild('LabelMatchers');
  if (matchers === null) return [];
  return matchers
    .getChildren('UnquotedLabelMatcher')
    .flatMap((matcher) => matcher.getChildren('LabelName').map(textOf));
};
