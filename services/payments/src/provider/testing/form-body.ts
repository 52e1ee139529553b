/** What Stripe takes: `metadata[order_id]=1&expand[0]=latest_charge`, nested by brackets; arrays stay records. */
export type Form = { readonly [name: string]: string | Form };

export const readForm = (text: string): Form => {
  const form: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== '');
    let at = form;
    for (const part of path.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return form as Form;
};

export const textOf = (form: Form, name: string): string | undefined => {
  const value = form[name];
  return typeof value === 'string' ? value : undefined;
};

export const recordOf = (form: Form, name: string): Readonly<Record<string, string>> => {
  const value = form[name];
  return typeof value === 'object' ? (value as Record<string, string>) : {};
};
