import type { imports } from '../../api/backend';
import { ScrollBox } from '../../ui/scroll-box';
import { t } from '../../words';
import { roleOf, roleWord } from './roles';

/** The first rows as they stand in the file; columns that are used are marked and headed by what they mean. */
export function SampleTable({ columns, rows, mapping }: { columns: string[]; rows: string[][]; mapping: imports.Mapping }) {
  const used = columns.map((name) => roleOf(name, mapping));
  return (
    <ScrollBox label={t('imports.table.title')}>
      <table>
        <thead>
          <tr>
            {columns.map((name, i) => {
              const role = used[i];
              return (
                <th key={i} scope="col" data-role={role}>
                  <span className="imports-role">{role ? roleWord(role) : t('imports.table.unused')}</span>
                  <span className="quiet">{name || t('imports.table.noName')}</span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {columns.map((_, i) => (
                <td key={i} data-role={used[i]} title={row[i]}>
                  {row[i]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
