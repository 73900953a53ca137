import { useMantineTheme } from '@mantine/core';
import type { ChartData, ChartOptions } from 'chart.js';
import type { ReactNode } from 'react';
import { Bar } from 'react-chartjs-2';
import { formatDay, formatWeekday } from '../format/days';
import { type Amount, formatSmallMoney, toPixels } from '../format/money';
import { ChartFrame } from './chart-frame';
import { type Colours, distinct, useColours } from './colours';
import { hatched, unreadDays } from './daily-bars';
import './day-stack.css';
import './setup';

export interface Layer {
  key: string;
  account: string;
  label: string;
  other: boolean;
  values: (Amount | null)[];
}

/** Daily totals, stacked by what they were spent on. */
export interface Stack {
  days: string[];
  settled: boolean[];
  series: Layer[];
  totals: (Amount | null)[];
}

interface Props {
  title: string;
  stack: Stack;
  currency: string;
  /** Goes to the entries of a day, of one layer of it where it is not the rest. */
  pick: (day: string, layer?: Layer) => void;
  aside?: ReactNode;
}

/** Daily totals as stacked bars, the largest layer below. Days that may still change are hatched, unread ones marked. */
export function DayStack({ title, stack, currency, pick, aside }: Props) {
  useMantineTheme();
  const colours = useColours();
  return (
    <ChartFrame
      title={title}
      gist={gistOf(stack, currency)}
      aside={aside}
      chart={
        <div className="day-stack">
          <div>
            <Bar role="none" data={dataOf(stack, colours)} options={optionsOf(stack, currency, colours, pick)} plugins={unreadDays} />
          </div>
          <ul className="legend" aria-hidden>
            {stack.series.map((layer, i) => (
              <li key={`${layer.account}:${layer.key}:${layer.other}`}>
                <span className="swatch" style={{ background: colourAt(colours, i) }} />
                <span className="cut" title={layer.label}>
                  {layer.label}
                </span>
              </li>
            ))}
          </ul>
        </div>
      }
      table={<StackTable stack={stack} pick={pick} />}
    />
  );
}

const colourAt = (colours: Colours, i: number) => colours.series[Math.min(i, distinct)] ?? '';

function gistOf(stack: Stack, currency: string): string {
  const read = stack.totals.filter(Boolean).length;
  const moving = stack.settled.filter((s, i) => !s && stack.totals[i]).length;
  const layers = stack.series.map((s) => s.label).join(', ') || 'nothing';
  return `Spend per day in ${currency}, ${layers}: ${read} of ${stack.days.length} days read, ${moving} of them may still change. The table has the numbers.`;
}

function dataOf(stack: Stack, colours: Colours): ChartData<'bar', (number | null)[]> {
  return {
    labels: stack.days.map(formatDay),
    datasets: stack.series.map((layer, i) => {
      const colour = colourAt(colours, i);
      const provisional = hatched(colour);
      return {
        label: layer.label,
        data: layer.values.map((v) => (v ? toPixels(v) : null)),
        backgroundColor: stack.settled.map((settled) => (settled ? colour : provisional)),
        borderRadius: 2,
        maxBarThickness: 22,
      };
    }),
  };
}

function optionsOf(stack: Stack, currency: string, colours: Colours, pick: Props['pick']): ChartOptions<'bar'> {
  const amount = (value: number) => formatSmallMoney({ value: String(value), currency });
  return {
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    onClick: (event, _, chart) => {
      const [hit] = event.native ? chart.getElementsAtEventForMode(event.native, 'nearest', { intersect: true }, false) : [];
      const [column] = event.native ? chart.getElementsAtEventForMode(event.native, 'index', { intersect: false }, false) : [];
      const day = stack.days[(hit ?? column)?.index ?? -1];
      const layer = hit && stack.series[hit.datasetIndex];
      if (day) pick(day, layer?.other ? undefined : layer);
    },
    scales: {
      x: { stacked: true, grid: { display: false }, border: { color: colours.line }, ticks: { color: colours.text, maxRotation: 0, autoSkipPadding: 14 } },
      y: {
        stacked: true,
        grid: { color: colours.line },
        border: { display: false },
        ticks: { color: colours.text, maxTicksLimit: 5, callback: (v) => amount(Number(v)).replace(/\.00$/, '') },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: (items) => formatWeekday(stack.days[items[0]?.dataIndex ?? 0] ?? ''),
          label: (item) => {
            const value = stack.series[item.datasetIndex]?.values[item.dataIndex];
            return `${item.dataset.label ?? ''}: ${value ? formatSmallMoney(value) : 'not read'}`;
          },
          footer: (items) => {
            const i = items[0]?.dataIndex ?? 0;
            const total = stack.totals[i];
            if (!total) return '';
            return `In all ${formatSmallMoney(total)}${stack.settled[i] ? '' : ', may still change'}`;
          },
        },
      },
    },
  };
}

function StackTable({ stack, pick }: Pick<Props, 'stack' | 'pick'>) {
  const days = stack.days.map((day, i) => ({ day, i })).reverse();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          <th scope="col" className="figure">
            In all
          </th>
          {stack.series.map((s) => (
            <th key={`${s.account}:${s.key}:${s.other}`} scope="col" className="figure">
              {s.label}
            </th>
          ))}
          <th scope="col">Known</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, i }) => (
          <tr key={day}>
            <th scope="row">
              <button type="button" className="chart-link" onClick={() => pick(day)}>
                {formatWeekday(day)}
              </button>
            </th>
            <td className="figure">{shown(stack.totals[i])}</td>
            {stack.series.map((s) => (
              <td key={`${s.account}:${s.key}:${s.other}`} className="figure">
                {shown(s.values[i])}
              </td>
            ))}
            <td>{!stack.totals[i] ? 'not read' : stack.settled[i] ? 'settled' : 'may still change'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shown = (value: Amount | null | undefined) => (value ? formatSmallMoney(value) : 'not read');
