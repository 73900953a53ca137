import type { ChartOptions } from 'chart.js';
import type { ReactNode } from 'react';
import { Doughnut } from 'react-chartjs-2';
import { type Amount, formatSmallMoney, toPixels } from '../format/money';
import { formatCount } from '../format/numbers';
import { t } from '../words';
import { ChartFrame } from './chart-frame';
import { colourOf, distinct, useColours } from './colours';
import type { Saving } from './save-menu';
import './setup';

export interface Slice {
  key: string;
  label: string;
  amount: Amount;
}

const options: ChartOptions<'doughnut'> = {
  responsive: true,
  maintainAspectRatio: false,
  cutout: '68%',
  plugins: { legend: { display: false }, tooltip: { enabled: false } },
};

/** Parts of a total of one currency, the largest first. */
export function ShareDoughnut({ title, slices, of = t('charts.service'), when = t('charts.thisMonth'), saving, pick, aside }: { title: string; slices: Slice[]; of?: string; when?: string; saving?: Saving; pick?: (slice: Slice) => void; aside?: ReactNode }) {
  const colours = useColours();
  const positive = slices.filter((s) => toPixels(s.amount) > 0);
  const whole = positive.reduce((sum, s) => sum + toPixels(s.amount), 0);
  const percent = (pixels: number) => (whole > 0 && pixels > 0 ? `${Math.round((100 * pixels) / whole)} %` : '');
  const share = (s: Slice) => percent(toPixels(s.amount));
  const largest = slices.map((s) => s.key);
  const drawn = parts(positive).map((part) => ({ ...part, colour: colourOf(colours.series, largest, part.key) }));
  const pickAt = (index = -1) => {
    const slice = slices.find((s) => s.key === drawn[index]?.key);
    if (slice) pick?.(slice);
  };
  const gist = `${title}: ${slices.map((s) => `${s.label} ${formatSmallMoney(s.amount)}`).join(', ') || t('charts.nothingYet')}.`;
  return (
    <ChartFrame
      title={title}
      gist={gist}
      aside={aside}
      saving={saving}
      chart={
        <div className="doughnut">
          <div>
            <Doughnut
              role="none"
              options={pick ? { ...options, onClick: (_, hits) => pickAt(hits[0]?.index) } : options}
              data={{
                labels: drawn.map((s) => s.label),
                datasets: [{ data: drawn.map((s) => s.pixels), backgroundColor: drawn.map((s) => s.colour), borderColor: colours.surface, borderWidth: 2 }],
              }}
            />
          </div>
          <ul className="legend" aria-hidden>
            {drawn.map((s) => (
              <li key={s.key}>
                <span className="swatch" style={{ background: s.colour }} />
                <span className="label cut" title={s.label}>
                  {s.label}
                </span>
                <span className="quiet">{percent(s.pixels)}</span>
              </li>
            ))}
          </ul>
        </div>
      }
      table={
        <table>
          <thead>
            <tr>
              <th scope="col">{of}</th>
              <th scope="col" className="figure">
                {when}
              </th>
              <th scope="col" className="figure">
                {t('charts.share')}
              </th>
            </tr>
          </thead>
          <tbody>
            {slices.map((s) => (
              <tr key={s.key + s.amount.currency}>
                <th scope="row">
                  {pick ? (
                    <button type="button" className="chart-link" onClick={() => pick(s)}>
                      {s.label}
                    </button>
                  ) : (
                    s.label
                  )}
                </th>
                <td className="figure">{formatSmallMoney(s.amount)}</td>
                <td className="figure">{share(s)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    />
  );
}

/** What is drawn: the largest by name, and the others as one part. */
function parts(slices: Slice[]): { key: string; label: string; pixels: number }[] {
  const named = slices.slice(0, slices.length > distinct + 1 ? distinct : distinct + 1);
  const others = slices.slice(named.length);
  const list = named.map((s) => ({ key: s.key, label: s.label, pixels: toPixels(s.amount) }));
  if (others.length === 0) return list;
  return [...list, { key: ' others', label: t('charts.others', { count: others.length, n: formatCount(others.length) }), pixels: others.reduce((sum, s) => sum + toPixels(s.amount), 0) }];
}
