/** An expression of a dashboard, and where it stands. */
export type PanelExpression = { readonly panel: string; readonly expr: string };

/** Every PromQL expression of a dashboard's JSON: of panels, in rows or not, and of variables. */
export const panelExpressions = (dashboard: unknown, panel = 'dashboard'): PanelExpression[] => {
  if (Array.isArray(dashboard)) return dashboard.flatMap((one) => panelExpressions(one, panel));
  if (typeof dashboard !== 'object' || dashboard === null) return [];
  const fields: Readonly<Record<string, unknown>> = { ...dashboard };
  const here = typeof fields.title === 'string' && fields.title !== '' ? fields.title : panel;
  return Object.entries(fields).flatMap(([name, value]) =>
    name === 'expr' && typeof value === 'string'
      ? [{ panel: here, expr: value }]
      : panelExpressions(value, here),
  );
};
