import type { Panel, PanelData } from '@fondaco/contracts/http/backoffice-bff';
import { Mark } from '../page/mark.tsx';
import { tableOf } from './table-rows.ts';

export const TablePanel = ({ panel, data }: { readonly panel: Panel; readonly data: PanelData }) => {
  const { columns, rows } = tableOf(panel, data);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label={`${panel.title}, table`}>
      <table>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={rows[0]?.[index]?.isNumber ? 'number' : ''}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.map(({ text, isNumber }) => (isNumber ? '' : text)).join(' ')}>
              {row.map(({ text, level, isNumber }, index) => (
                <td key={columns[index]} className={`${isNumber ? 'number' : ''} level-${level}`}>
                  {(level === 'warn' || level === 'bad') && <Mark level={level} />} {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
