import { type Html, html } from '../../page/html.ts';

const TOKEN =
  /<(?<url>https?:[^|>\s]+)(?:\|(?<label>[^>]+))?>|<!(?<all>channel|here)>|(?<!\w)\*(?<bold>[^*\n]+)\*(?!\w)|(?<!\w)_(?<soft>[^_\n]+)_(?!\w)|`(?<code>[^`\n]+)`|(?<line>\n)/g;

/** Slack writes the three signs that mean something to it as entities. */
const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const marked = (groups: Readonly<Record<string, string | undefined>>): Html => {
  const { url, label, all, bold, soft, code } = groups;
  if (url !== undefined) return html`<a href="${plain(url)}" rel="noreferrer">${plain(label ?? url)}</a>`;
  if (all !== undefined) return html`<b>@${all}</b>`;
  if (bold !== undefined) return html`<b>${plain(bold)}</b>`;
  if (soft !== undefined) return html`<i>${plain(soft)}</i>`;
  return code === undefined ? html`<br>` : html`<code>${plain(code)}</code>`;
};

/** Slack's markup as HTML: links, bold, italic, code and lines. https://api.slack.com/reference/surfaces/formatting */
export const mrkdwn = (text: string): Html[] => {
  const parts: Html[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(html`${plain(text.slice(from, match.index))}`, marked(match.groups ?? {}));
    from = match.index + match[0].length;
  }
  return [...parts, html`${plain(text.slice(from))}`];
};
