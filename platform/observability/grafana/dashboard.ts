import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type PanelOf, prometheus } from './panels.ts';

const TAG = 'fondaco';

export type Variable = {
  readonly name: string;
  readonly label: string;
  /** `label_values(metric, label)` */
  readonly query: string;
};

/** Panels under a heading; without one they stand at the top. */
export type Section = { readonly heading?: string; readonly panels: readonly PanelOf[] };

/**
 * One dashboard. Its uid is part of the addresses of alerts' links, and so stays as it is. Widths of a row's panels
 * should add up to 24.
 */
export const dashboard = (options: {
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  readonly variables?: readonly Variable[];
  readonly sections: readonly Section[];
}): Dashboard => {
  const builder = new DashboardBuilder(options.title)
    .uid(options.uid)
    .description(options.about)
    .tags([TAG])
    .timezone('browser')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('10s')
    .link(
      new DashboardLinkBuilder('Dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .keepTime(true),
    );
  for (const { name, label, query } of options.variables ?? [])
    builder.withVariable(
      new QueryVariableBuilder(name)
        .label(label)
        .query(query)
        .datasource(prometheus)
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .allowCustomValue(false),
    );
  for (const { heading, panels } of options.sections) {
    if (heading !== undefined) builder.withRow(new RowBuilder(heading));
    for (const { panel } of panels) builder.withPanel(panel);
  }
  const built = builder.build();
  return { ...built, panels: (built.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 })) };
};
