import type { Block, Content } from './content.ts';

const blockText = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'facts':
      return block.facts.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'lines': {
      const items = block.items.map(({ quantity, name, sku, amount }) =>
        [`${quantity} × ${name} (${sku})`, ...(amount === undefined ? [] : [amount])].join('  '),
      );
      return [...items, ...(block.total === undefined ? [] : [block.total.join(': ')])].join('\n');
    }
    case 'address':
      return [`${block.heading}:`, ...block.lines].join('\n');
    case 'link':
      return `${block.label}: ${block.url}`;
  }
};

export const layoutText = (content: Content): string =>
  `${[content.greeting, ...content.blocks.map(blockText), content.closing].join('\n\n')}\n`;
