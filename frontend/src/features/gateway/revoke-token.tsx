import { backend, type gateway } from '../../api/backend';
import { Confirm } from '../../ui/confirm';
import { t } from '../../words';

/** Makes a token open nothing any more, once that is confirmed. */
export function RevokeToken({ token, close }: { token: gateway.Token; close: () => void }) {
  return (
    <Confirm title={t('gateway.token.revokeOf', { name: token.label })} verb={t('gateway.token.revokeVerb')} act={() => backend.revokeToken(token.id)} close={close}>
      {t('gateway.token.revokeMeans')}
    </Confirm>
  );
}
