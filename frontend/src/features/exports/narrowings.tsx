import type { report } from '../../api/backend';
import { basisWords } from '../../format/words';
import { formatCount } from '../../format/numbers';
import type { Exportable } from '../../ui/exporter';
import { t } from '../../words';

const most = 3; // values of one list that are named
const longest = 60; // characters of a name

/** What a view is narrowed to, in the words of its fields. */
export function Narrowings({ what: { filter: f, text }, choices }: { what: Exportable; choices: report.Choices }) {
  const named = (all: report.Choice[], chosen: { account?: string; key: string }[]) =>
    chosen.map((c) => all.find((a) => a.key === c.key && a.account === (c.account ?? ''))?.label ?? (c.key || t('ui.filter.none')));
  const words = (all: report.Choice[], keys: string[]) => named(all, keys.map((key) => ({ key })));
  const lists: [string, string[]][] = [
    [t('ui.filter.services'), words(choices.services, f.services)],
    [t('ui.filter.models'), words(choices.models, f.models)],
    [t('ui.filter.accounts'), words(choices.accounts, f.accounts)],
    [t('ui.filter.projects'), named(choices.projects, f.projects)],
    [t('ui.filter.keys'), named(choices.keys, f.keys)],
    [t('ui.filter.bases'), f.bases.map((b) => basisWords[b] ?? b)],
    [t('ui.filter.tags'), f.tags.map((tag) => tag || t('ui.filter.none'))],
    [t('exports.search'), text.trim() ? [text.trim()] : []],
  ];
  return (
    <ul className="export-narrowings">
      {lists
        .filter(([, values]) => values.length > 0)
        .map(([name, values]) => (
          <li key={name}>
            {`${name}: `}
            {values.slice(0, most).map((value, i) => (
              <span key={i}>
                {i > 0 && ', '}
                <bdi>{short(value)}</bdi>
              </span>
            ))}
            {values.length > most && ` ${t('exports.more', { n: formatCount(values.length - most) })}`}
          </li>
        ))}
    </ul>
  );
}

function short(text: string): string {
  const letters = [...text];
  return letters.length > longest ? `${letters.slice(0, longest).join('')}…` : text;
}
