/** HTML that may stand in a page as it is. Only `html` makes it. */
export type Html = { readonly html: string };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const written = (value: string | number | Html | readonly Html[]): string => {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
};

/** A template whose values are escaped, unless they are HTML already. Attributes need their quotes. */
export const html = (
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html => ({ html: String.raw({ raw: parts }, ...values.map(written)) });
