import type { Block, Content, LineItem } from './content.ts';
import { type Html, html } from './html.ts';

const CELL = 'padding:6px 8px;border-bottom:1px solid #dddddd;vertical-align:top';
const RIGHT = `${CELL};text-align:right;white-space:nowrap`;

const itemRow = (item: LineItem): Html =>
  html`<tr><td style="${RIGHT};width:1%">${item.quantity}</td><td style="${CELL}">${item.name}<br><span style="color:#666666;font-size:13px">${item.sku}</span></td>${item.amount === undefined ? html`` : html`<td style="${RIGHT}">${item.amount}</td>`}</tr>
`;

const totalRow = ([label, amount]: readonly [string, string]): Html =>
  html`<tr><td></td><td style="${RIGHT}"><strong>${label}</strong></td><td style="${RIGHT}"><strong>${amount}</strong></td></tr>
`;

const blockHtml = (block: Block): Html => {
  switch (block.kind) {
    case 'paragraph':
      return html`<p>${block.text}</p>
`;
    case 'facts':
      return html`<p>${block.facts.map(([label, value], n) => html`${n === 0 ? html`` : html`<br>`}<span style="color:#666666">${label}:</span> ${value}`)}</p>
`;
    case 'lines':
      return html`<table role="presentation" cellpadding="0" cellspacing="0" style="width:100%;border-collapse:collapse;margin:16px 0">
${block.items.map(itemRow)}${block.total === undefined ? html`` : totalRow(block.total)}</table>
`;
    case 'address':
      return html`<p><span style="color:#666666">${block.heading}</span>${block.lines.map((line) => html`<br>${line}`)}</p>
`;
    case 'link':
      return html`<p><a href="${block.url}" style="display:inline-block;background:#1f5c43;color:#ffffff;padding:10px 18px;border-radius:6px;text-decoration:none">${block.label}</a></p>
`;
  }
};

export const layoutHtml = (content: Content): string =>
  html`<!doctype html>
<html lang="${content.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${content.subject}</title></head>
<body style="margin:0;padding:24px;background:#f4f4f2;color:#222222;font:16px/1.5 Helvetica,Arial,sans-serif">
<div style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px">
<p>${content.greeting}</p>
${content.blocks.map(blockHtml)}<p style="color:#666666">${content.closing}</p>
</div>
</body>
</html>
`.html;
