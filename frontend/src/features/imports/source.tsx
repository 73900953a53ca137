import { Button, Select } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import type { report } from '../../api/backend';
import { accountName } from '../../format/words';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import type { Import } from './use-import';

/** The first step: whose export it is, and which file. */
export function Source({ cards, run, addAccount }: { cards: report.Card[]; run: Import; addAccount: () => void }) {
  const file = baseName(run.path);
  return (
    <Panel title={t('imports.source.title')}>
      <div className="imports-fields">
        <Select
          label={t('imports.source.account')}
          description={t('imports.source.whose')}
          placeholder={t('imports.source.chooseAccount')}
          data={cards.map(({ account, service }) => ({ value: account.id, label: accountName(account.label, service) }))}
          value={run.account || null}
          disabled={cards.length === 0}
          allowDeselect={false}
          searchable={cards.length > 8}
          onChange={(id) => id && run.pickAccount(id)}
        />
        <div className="imports-file">
          <Button variant={file ? 'default' : 'filled'} leftSection={<IconFileImport className="imports-icon" aria-hidden />} disabled={run.account === ''} loading={run.choose.isPending} onClick={run.pickFile}>
            {file ? t('imports.source.chooseOther') : t('imports.source.choose')}
          </Button>
          <span className="cut" title={file} role="status">
            {file || <span className="quiet">{run.account ? t('imports.source.noFile') : t('imports.source.first')}</span>}
          </span>
        </div>
      </div>
      <p className="row quiet">
        {cards.length === 0 ? t('imports.source.noAccount') : t('imports.source.notListed')}
        <Button variant="subtle" size="xs" onClick={addAccount}>
          {t('imports.source.add')}
        </Button>
      </p>
      {run.choose.error && <Notice tone="reached">{run.choose.error.message}</Notice>}
    </Panel>
  );
}

/** A file's name without its folders, wherever they are written with / or \. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).pop() ?? '';
}
