import { type Html, html } from '../../page/html.ts';
import type { Listed, Mailbox } from '../mailbox/mailbox-store.ts';

const page = (title: string, content: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Mail catcher</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>${content}</body>
</html>
`.html;

const time = (at: string): string => at.replace('T', ' ').slice(0, 19);

const row = (mail: Listed): Html => html`<tr>
<td class="time">${time(mail.receivedAt)}</td>
<td>${mail.to}</td>
<td><a href="/messages/${mail.id}">${mail.subject || '(no subject)'}</a></td>
<td>${mail.kind}</td>
<td class="count">${mail.transmissions}</td>
</tr>`;

export type ListView = {
  readonly mails: readonly Listed[];
  readonly summary: ReturnType<Mailbox['summary']>;
  readonly to: string;
  readonly subject: string;
  /** Where the next older ones are; none on the last page. */
  readonly older: string | null;
};

export const listPage = ({ mails, summary, to, subject, older }: ListView): string =>
  page(
    'Mails',
    html`<h1>Mail catcher</h1>
<p class="note">Mails: ${summary.messages}, handed over: ${summary.transmissions}. None of them leaves this machine.</p>
<form method="get" action="/">
<label>To <input name="to" value="${to}" size="30"></label>
<label>Subject <input name="subject" value="${subject}" size="30"></label>
<button>Search</button>
</form>
${
  mails.length === 0
    ? html`<p>No mails ${to || subject ? 'match' : 'yet'}.</p>`
    : html`<table>
<thead><tr><th>Received (UTC)</th><th>To</th><th>Subject</th><th>Kind</th><th class="count">Handed over</th></tr></thead>
<tbody>${mails.map(row)}</tbody>
</table>`
}
${older === null ? html`` : html`<nav><a href="${older}">Older</a></nav>`}`,
  );

export type MailView = {
  readonly mail: Listed;
  readonly from: string;
  readonly text: string;
  readonly hasHtml: boolean;
};

export const mailPage = ({ mail, from, text, hasHtml }: MailView): string =>
  page(
    mail.subject || '(no subject)',
    html`<nav><a href="/">All mails</a></nav>
<h1>${mail.subject || '(no subject)'}</h1>
<dl>
<dt>From</dt><dd>${from}</dd>
<dt>To</dt><dd>${mail.to}</dd>
<dt>Received</dt><dd>${time(mail.receivedAt)} UTC</dd>
<dt>Handed over</dt><dd>${mail.transmissions === 1 ? 'once' : `${mail.transmissions} times`}</dd>
<dt>Message-ID</dt><dd>${mail.messageId}</dd>
</dl>
${
  hasHtml
    ? html`<h2>HTML</h2><iframe sandbox="" title="HTML of the mail" src="/messages/${mail.id}/html"></iframe>`
    : html``
}
<h2>Text</h2><pre>${text}</pre>
<nav><a href="/messages/${mail.id}/raw">As it came in</a></nav>`,
  );
