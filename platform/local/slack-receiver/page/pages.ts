import { type Html, html } from '../../page/html.ts';
import type { Message } from '../message/message-store.ts';
import type { Payload } from '../webhook/payload.ts';
import { mrkdwn } from './mrkdwn.ts';

export const page = (title: string, content: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Slack receiver</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>${content}</body>
</html>
`.html;

const time = (at: string): string => at.replace('T', ' ').slice(0, 19);

type Attachment = NonNullable<Payload['attachments']>[number];

const KINDS: Readonly<Record<string, string>> = { danger: 'danger', warning: 'warning', good: 'good' };

const attachment = ({
  color = '',
  pretext = '',
  title = '',
  title_link,
  text = '',
}: Attachment): Html => html`
<div class="attachment ${KINDS[color] ?? 'other'}">
${pretext === '' ? html`` : html`<p>${mrkdwn(pretext)}</p>`}
<h2>${title_link === undefined ? title : html`<a href="${title_link}" rel="noreferrer">${title}</a>`}</h2>
<p>${mrkdwn(text)}</p>
</div>`;

const message = ({ receivedAt, payload }: Message): Html => html`<article>
<p class="note">${payload.username ?? 'webhook'} · ${time(receivedAt)} UTC</p>
${payload.text === undefined ? html`` : html`<p>${mrkdwn(payload.text)}</p>`}
${(payload.attachments ?? []).map(attachment)}
</article>`;

export const listPage = (messages: readonly Message[], text: string): string =>
  page(
    'Messages',
    html`<h1>Slack receiver</h1>
<p class="note">What would have been said in Slack. Put a webhook's address into the secret <code>slack-webhook</code>, and it is.</p>
<form method="get" action="/">
<label>Text <input name="text" value="${text}" size="30"></label>
<button>Search</button>
</form>
<main>${messages.length === 0 ? html`<p>No messages ${text ? 'match' : 'yet'}.</p>` : messages.map(message)}</main>`,
  );
