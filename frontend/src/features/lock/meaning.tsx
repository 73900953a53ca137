import { t } from '../../words';

/** What a lock protects, and what a forgotten passphrase means. */
export function Meaning() {
  return (
    <ul className="lock-points stack-tight">
      <li>{t('lock.meaning.protects')}</li>
      <li>{t('lock.meaning.not')}</li>
      <li>{t('lock.meaning.goesOn')}</li>
      <li>{t('lock.meaning.forgotten')}</li>
    </ul>
  );
}
