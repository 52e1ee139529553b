import { hash } from 'node:crypto';
import type { Payment } from '../payment/payment.ts';

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.25rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dd{margin:0;word-break:break-all}
form{display:flex;gap:1rem;margin-top:2rem}button{font:inherit;padding:.6rem 1.2rem;cursor:pointer}
button[value=confirm]{background:#1d5c3a;color:#fff;border:0}small{color:#595959}`;

/** Nothing but the page's own style, no frames around it, and its form leads here and back to the shop. */
export const pageHeaders = (shopOrigin: string) => ({
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self' ${shopOrigin}; frame-ancestors 'none'; base-uri 'none'`,
  'content-type': 'text/html; charset=utf-8',
});

/** Where the customer says yes or no, as a bank's page would ask. */
export const confirmPage = (payment: Pick<Payment, 'amount' | 'currency' | 'orderId'>): string =>
  page(
    'Confirm your payment',
    `<dl><dt>Amount</dt><dd>${escapeHtml(amountText(payment.amount, payment.currency))}</dd>
<dt>Order</dt><dd>${escapeHtml(payment.orderId)}</dd></dl>
<form method="post"><button name="decision" value="confirm">Confirm</button>
<button name="decision" value="refuse">Refuse</button></form>`,
  );

export const settledPage = (returnUrl: string): string =>
  page(
    'This payment needs no confirmation',
    `<p>It was confirmed, refused or ended before.</p><p><a href="${escapeHtml(returnUrl)}">Back to the shop</a></p>`,
  );

export const notFoundPage = (): string => page('There is no such payment', '');

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${content}<p><small>Sandbox provider: no real money moves.</small></p></main></body></html>
`;

const amountText = (amount: number, currency: string): string => {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => ESCAPES[found] ?? '');
