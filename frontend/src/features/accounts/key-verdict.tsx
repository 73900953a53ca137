import { Button } from '@mantine/core';
import { backend, type bind } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** What a key is and can read, by its form or by the vendor's word, and where the right one is made. */
export function KeyVerdict({ verdict }: { verdict: bind.Verdict }) {
  const { ok, text, kind, reads, link } = verdict;
  const make = link && (
    <Button variant="default" size="xs" onClick={() => void backend.openLink(link)}>
      {t('accounts.key.make')}
    </Button>
  );
  return (
    <Notice tone={ok ? 'info' : 'near'} action={make}>
      {text}
      {kind && !text.includes(reads) && <p className="quiet">{t('accounts.key.form', { kind, reads })}</p>}
    </Notice>
  );
}
