import { type Fault, toFault } from '../../api/backend';
import { formatCount } from '../../format/numbers';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** Why a passphrase was refused, and the seconds until the next one is looked at. */
export function Refused({ error, wait }: { error: Error | null; wait: number }) {
  if (wait > 0) {
    return (
      <>
        <Notice tone="reached">{t('lock.tooMany')}</Notice>
        {/* Beside what is said at once: nobody wants to hear each second. */}
        <p role="timer" className="quiet">
          {t('lock.wait', { count: wait, n: formatCount(wait) })}
        </p>
      </>
    );
  }
  return error && <Notice tone="reached">{sentence(toFault(error))}</Notice>;
}

function sentence({ code, message }: Fault): string {
  switch (code) {
    case 'wrong_passphrase':
      return t('lock.wrong');
    case 'wait':
      return t('lock.again'); // the pause is over by now
    case 'lock_damaged':
      return t('lock.damaged');
  }
  return message;
}
