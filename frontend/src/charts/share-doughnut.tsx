import type { ChartOptions } from 'chart.js';
import { Doughnut } from 'react-chartjs-2';
import { type Amount, formatSmallMoney, toPixels } from '../format/money';
import { ChartFrame } from './chart-frame';
import { useColours } from './colours';
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
export function ShareDoughnut({ title, slices }: { title: string; slices: Slice[] }) {
  const colours = useColours();
  const drawn = slices.filter((s) => toPixels(s.amount) > 0);
  const whole = drawn.reduce((sum, s) => sum + toPixels(s.amount), 0);
  const share = (s: Slice) => (whole > 0 && toPixels(s.amount) > 0 ? `${Math.round((100 * toPixels(s.amount)) / whole)} %` : '');
  const colour = (i: number) => colours.series[i % colours.series.length] ?? '';
  const gist = `${title}: ${slices.map((s) => `${s.label} ${formatSmallMoney(s.amount)}`).join(', ') || 'nothing yet'}.`;
  return (
    <ChartFrame
      title={title}
      gist={gist}
      chart={
        <div className="doughnut">
          <div>
            <Doughnut
              role="none"
              options={options}
              data={{
                labels: drawn.map((s) => s.label),
                datasets: [{ data: drawn.map((s) => toPixels(s.amount)), backgroundColor: drawn.map((_, i) => colour(i)), borderColor: colours.surface, borderWidth: 2 }],
              }}
            />
          </div>
          <ul className="legend" aria-hidden>
            {drawn.slice(0, 7).map((s, i) => (
              <li key={s.key + s.amount.currency}>
                <span className="swatch" style={{ background: colour(i) }} />
                <span className="label cut" title={s.label}>
                  {s.label}
                </span>
                <span className="quiet">{share(s)}</span>
              </li>
            ))}
          </ul>
        </div>
      }
      table={
        <table>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" className="figure">
                This month
              </th>
              <th scope="col" className="figure">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {slices.map((s) => (
              <tr key={s.key + s.amount.currency}>
                <th scope="row">{s.label}</th>
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
