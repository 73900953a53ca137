import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { Columns } from './columns';
import { History } from './history';
import { Outcome } from './outcome';
import { Busy, PreviewPanel } from './preview-panel';
import { Source } from './source';
import { type Import, useImport } from './use-import';
import './imports.css';

interface Props {
  /** Whose export it is, "" for one that is chosen here. */
  account: string;
  sample: boolean;
  goToOverview: () => void;
  /** Leads to where an account is added: a service of any name may have imports. */
  addAccount: () => void;
}

/** A file of a vendor's console, from the choice of it to what it changed. Nothing is stored before the last step. */
export function ImportsScreen({ account, sample, goToOverview, addAccount }: Props) {
  const cards = useSuspenseQuery(queries.accounts).data;
  const only = cards.length === 1 ? cards[0] : undefined;
  const run = useImport((cards.find((c) => c.account.id === account) ?? only)?.account.id ?? '');
  const into = cards.find((c) => c.account.id === run.account);
  return (
    <div className="stack">
      <header className="stack-tight">
        <h1>{t('imports.title')}</h1>
        <p className="quiet">{t('imports.means')}</p>
      </header>
      {sample && <p className="quiet">{t('imports.sample')}</p>}
      {run.apply.data && into ? (
        <Outcome result={run.apply.data} label={into.account.label} goToOverview={goToOverview} again={run.reset} />
      ) : (
        <>
          <Source cards={cards} run={run} addAccount={addAccount} />
          <Steps run={run} />
        </>
      )}
      {into && <History account={into.account.id} label={into.account.label} />}
    </div>
  );
}

/** What there is to see of a file that was chosen. */
function Steps({ run }: { run: Import }) {
  const { shown, look, mapping } = run;
  const previewed = shown?.missing.length === 0 && !look.error;
  return (
    <>
      {shown && mapping && <Columns preview={shown} mapping={mapping} remap={run.remap} />}
      {look.error && (
        <Notice
          tone="reached"
          action={
            <Button variant="default" size="xs" onClick={() => run.remap(look.variables?.mapping ?? null)}>
              {t('imports.readAgain')}
            </Button>
          }
        >
          {look.error.message}
        </Notice>
      )}
      {previewed && <PreviewPanel key={shown.token} preview={shown} run={run} />}
      {look.isPending && !previewed && <Busy />}
    </>
  );
}
