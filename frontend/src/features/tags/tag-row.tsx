import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ledger, outlook, tag } from '../../api/backend';
import { formatMonth } from '../../format/days';
import { everything, writeFilter } from '../../format/filter';
import { formatCount } from '../../format/numbers';
import { useExporter } from '../../ui/exporter';
import { Moneys } from '../../ui/money';
import { keep } from '../../ui/view-state';
import { t } from '../../words';
import { idOf } from './parts';
import type { Open } from './tags-screen';
import type { Cost, Costs } from './use-costs';

interface Props {
  tag: tag.Tag;
  /** Says of a part what it is. */
  name: (part: ledger.Part) => string;
  costs: Costs;
  /** Those that are of this tag. */
  budgets: outlook.State[];
  open: (dialog: Open) => void;
  goToAnalytics: (state: string) => void;
  goToBudget: (id: string) => void;
}

/** One tag: what it cost this month, what is under it, and where that leads. */
export function TagRow({ tag, name, costs, budgets, open, goToAnalytics, goToBudget }: Props) {
  const exporter = useExporter();
  const exportInvoice = () => {
    keep('export.form', 'invoice'); // the form that the dialog opens with
    exporter({ from: costs.from, through: costs.through, filter: { ...everything, tags: [tag.name] }, text: '' });
  };
  const spend = costs.of(tag);
  return (
    <li className="tag" aria-label={tag.name}>
      <div className="row apart tag-head">
        <h2 className="cut" title={tag.name}>
          <bdi>{tag.name}</bdi>
        </h2>
        <div className="tag-cost">
          <CostOf cost={spend} failed={costs.failure !== undefined} />
          <span className="quiet">{t('tags.row.month', { month: formatMonth(costs.from) })}</span>
        </div>
      </div>
      {spend && spend.lacking.length > 0 && <p className="quiet tag-words">{t('tags.row.lacking', { accounts: spend.lacking.join(', ') })}</p>}
      <Parts tag={tag} name={name} />
      {budgets.length > 0 && (
        <div className="row tag-budgets">
          <span className="quiet">{t('tags.row.budgets')}</span>
          {budgets.map(({ budget, title }) => (
            <Button key={budget.id} size="compact-xs" variant="subtle" className="tag-budget" onClick={() => goToBudget(budget.id)}>
              {title}
            </Button>
          ))}
        </div>
      )}
      <div className="row tag-actions">
        <Button size="xs" variant="default" aria-label={t('tags.row.editOf', { name: tag.name })} onClick={() => open({ kind: 'form', tag })}>
          {t('tags.row.edit')}
        </Button>
        <Button size="xs" variant="default" aria-label={t('tags.row.analyticsOf', { name: tag.name })} onClick={() => goToAnalytics(analyticsOf(tag.name))}>
          {t('tags.row.analytics')}
        </Button>
        <Button size="xs" variant="default" aria-label={t('tags.row.invoiceOf', { name: tag.name })} onClick={exportInvoice}>
          {t('tags.row.invoice')}
        </Button>
        <Button size="xs" variant="subtle" color="danger" aria-label={t('tags.row.removeOf', { name: tag.name })} onClick={() => open({ kind: 'remove', tag })}>
          {t('tags.row.remove')}
        </Button>
      </div>
    </li>
  );
}

/** The address of the analytics of one tag. */
function analyticsOf(name: string): string {
  const to = new URLSearchParams();
  writeFilter({ ...everything, tags: [name] }, to);
  return to.toString();
}

/** An amount, or that it is not known: never $0 where nothing was read. */
function CostOf({ cost, failed }: { cost?: Cost; failed: boolean }) {
  if (!cost) return <span className="quiet">{failed ? t('tags.row.unknown') : t('tags.row.asking')}</span>;
  const lacks = cost.untold || cost.lacking.length > 0;
  if (cost.amounts.length === 0) return <span className="quiet">{lacks ? t('tags.row.unknown') : t('tags.row.none')}</span>;
  return (
    <span>
      {lacks && <span className="quiet">{t('tags.row.atLeast')} </span>}
      <strong>
        <Moneys amounts={cost.amounts} />
      </strong>
    </span>
  );
}

const shownAtFirst = 6;

function Parts({ tag, name }: { tag: tag.Tag; name: (part: ledger.Part) => string }) {
  const [all, setAll] = useState(false);
  const more = tag.parts.length - shownAtFirst;
  return (
    <>
      <ul className="tag-parts" aria-label={t('tags.row.in', { name: tag.name })}>
        {(all ? tag.parts : tag.parts.slice(0, shownAtFirst)).map((part) => (
          <li key={idOf(part)} className="cut" title={name(part)}>
            <bdi>{name(part)}</bdi>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <div>
          <Button size="compact-xs" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('tags.row.fewer') : t('tags.row.more', { count: more, n: formatCount(more) })}
          </Button>
        </div>
      )}
    </>
  );
}
