import { useDebouncedValue } from '@mantine/hooks';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, memo, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { activityPage, type ledger, type report } from '../../api/backend';
import { type Asked, queries } from '../../api/queries';
import { formatDate } from '../../format/days';
import { Money } from '../../ui/money';
import { t } from '../../words';
import { basisShort, markWords } from './words';
import { follow, reveal, start, tallest, visible } from './windowing';

interface Props {
  /** What the rows are of. */
  asked: Asked;
  /** How they are to be sorted, which the rows on screen may not be yet. */
  sorted: ledger.Sort;
  first: report.ActivityPage;
  busy: boolean;
  sort: (by: string) => void;
  open: (item: report.ActivityItem) => void;
}

const columns = [
  { id: 'day', by: 'day' },
  { id: 'account', by: 'account' },
  { id: 'service', wide: true },
  { id: 'model', by: 'model' },
  { id: 'project', wide: true },
  { id: 'basis' },
  { id: 'amount', by: 'amount', number: true },
  { id: 'counts' },
] as const;

const beyond = 200; // rows that are read before they are seen
const rest = 80; // milliseconds at one place after which its pages are read
const unmeasured = 600; // pixels

/**
 * The entries, of which only those in sight are drawn and only their pages read. It is one stop of the Tab key:
 * arrows, Page, Home and End move from entry to entry, Enter opens one.
 */
export function Ledger({ asked, sorted, first, busy, sort, open }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { height, view } = useMeasures(box);
  const [place, setPlace] = useState(start);
  const [active, setActive] = useState(0);
  const rows = first.rows;
  const total = rows * height;
  const [of, setOf] = useState(asked);
  if (JSON.stringify(of) !== JSON.stringify(asked)) {
    setOf(asked); // other rows begin with the first
    setPlace(start);
    setActive(0);
  }
  useLayoutEffect(() => {
    if (box.current && Math.abs(box.current.scrollTop - place.scroll) > 1) box.current.scrollTop = place.scroll;
  }, [place]);
  const seen = visible(place, height, rows, view);
  const items = usePages(asked, first, seen);
  const key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return; // the headings have keys of their own
    const page = Math.max(1, Math.floor(view / height) - 1);
    const item = items(active);
    if (event.key === 'Enter' && item) return open(item);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -active, End: rows };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.min(Math.max(active + step, 0), rows - 1);
    setActive(to);
    setPlace(reveal(place, to, height, total, view));
  };
  const pane = Math.min(view, total) + height;
  const isSeen = active >= seen.first && active < seen.end;
  return (
    <div
      ref={box}
      className="ledger"
      role="grid"
      tabIndex={0}
      aria-label={t('activity.list')}
      aria-rowcount={rows + 1}
      aria-colcount={columns.length}
      aria-activedescendant={isSeen ? `entry-${active}` : undefined}
      aria-busy={busy}
      onKeyDown={key}
      onScroll={(e) => {
        const { scrollTop } = e.currentTarget;
        setPlace((at) => (scrollTop === at.scroll ? at : follow(at, scrollTop, total, view)));
      }}
    >
      <div role="presentation" style={{ height: Math.min(total, tallest) + height }}>
        <div role="presentation" className="ledger-pane" style={{ height: pane }}>
          <Head sorted={sorted} height={height} sort={sort} />
          <div role="rowgroup" className="ledger-rows">
            {Array.from({ length: seen.end - seen.first }, (_, n) => {
              const i = seen.first + n;
              return <Entry key={i} index={i} item={items(i)} top={i * height - place.top} height={height} active={i === active} open={open} />;
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** The entries of the pages in sight, by their place; undefined where one is still to come. */
function usePages(asked: Asked, first: report.ActivityPage, seen: { first: number; end: number }): (i: number) => report.ActivityItem | undefined {
  const client = useQueryClient();
  const from = Math.floor(Math.max(0, seen.first - beyond) / activityPage);
  const through = Math.floor(Math.max(0, Math.min(first.rows, seen.end + beyond) - 1) / activityPage);
  const [rested] = useDebouncedValue(from, rest);
  const flying = Math.abs(from - rested) > 2; // a handle that is dragged past pages does not ask for them
  const numbers = flying ? [rested] : Array.from({ length: Math.max(1, through - from + 1) }, (_, n) => from + n);
  const pages = useQueries({ queries: numbers.map((n) => queries.activity(asked, n)) });
  const mixed = pages.some((p) => p.data && p.data.version !== first.version && !p.isFetching);
  useEffect(() => {
    if (mixed) void client.invalidateQueries({ queryKey: ['activity', 'page'] }); // pages of two versions do not belong together
  }, [mixed, client]);
  return (i) => {
    const n = Math.floor(i / activityPage);
    const page = pages[numbers.indexOf(n)]?.data ?? (n === 0 ? first : undefined);
    return page?.items[i % activityPage];
  };
}

/** How high a row is, and the rows' part of the box. */
function useMeasures(box: RefObject<HTMLDivElement | null>): { height: number; view: number } {
  const [client, setClient] = useState(0);
  const text = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16; // larger text makes higher rows
  const height = Math.round(2.25 * text);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setClient(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return { height, view: Math.max(height, (client || unmeasured) - height) };
}

function Head({ sorted, height, sort }: { sorted: ledger.Sort; height: number; sort: (by: string) => void }) {
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className="entry entry-head" style={{ height }}>
        {columns.map((c) => {
          const by = 'by' in c ? c.by : '';
          const name = t(`activity.columns.${c.id}`);
          const way = by === sorted.by ? (sorted.desc ? 'descending' : 'ascending') : undefined;
          return (
            <div key={c.id} role="columnheader" className={`cut ${'wide' in c ? 'entry-wide' : ''}`} data-number={'number' in c || undefined} aria-sort={way}>
              {by ? (
                <button type="button" className="entry-sort" onClick={() => sort(by)}>
                  {name}
                  {way && <span aria-hidden>{way === 'descending' ? ' ↓' : ' ↑'}</span>}
                </button>
              ) : (
                name
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface EntryProps {
  index: number;
  item?: report.ActivityItem;
  top: number;
  height: number;
  active: boolean;
  open: (item: report.ActivityItem) => void;
}

const Entry = memo(function Entry({ index, item, top, height, active, open }: EntryProps) {
  const place = { height, transform: `translateY(${top}px)` };
  const row = { role: 'row', id: `entry-${index}`, 'aria-rowindex': index + 2, className: 'entry', style: place, 'data-active': active || undefined };
  if (!item) {
    return (
      <div {...row} aria-busy="true">
        <div role="gridcell" className="quiet">
          …
        </div>
      </div>
    );
  }
  const { entry } = item;
  return (
    <div {...row} data-uncounted={!item.counted || undefined}>
      <div role="gridcell" className="cut">
        <button type="button" className="entry-open" tabIndex={-1} onClick={() => open(item)}>
          {formatDate(entry.day)}
        </button>
      </div>
      <Cell>{item.label}</Cell>
      <Cell wide>{item.service}</Cell>
      <Cell>{entry.model || entry.line}</Cell>
      <Cell wide>{item.project}</Cell>
      <Cell>{basisShort(entry.basis)}</Cell>
      <div role="gridcell" data-number>
        <Money amount={entry.amount} />
      </div>
      <Cell>{markWords(item)}</Cell>
    </div>
  );
});

function Cell({ wide, children }: { wide?: boolean; children: string }) {
  return (
    <div role="gridcell" className={`cut ${wide ? 'entry-wide' : ''}`} dir="auto" title={children}>
      {children}
    </div>
  );
}

