const SERIES = 10;

/** What a variable of the style sheet is in the theme that is shown: `rgb(…)`. */
const resolved = (element: HTMLElement, variable: string): string => {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};

/** A canvas knows no style sheet. */
export const chartColours = (element: HTMLElement) => ({
  series: Array.from({ length: SERIES }, (_, index) => resolved(element, `--series-${index + 1}`)),
  text: resolved(element, '--soft'),
  grid: resolved(element, '--line'),
});

/** The class that gives a series' colour to its place in the legend. */
export const seriesClass = (index: number): string => `series-${(index % SERIES) + 1}`;
