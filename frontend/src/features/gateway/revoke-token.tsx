import { backend, type gateway } from '../../api/backend';
import { Confirm } from '../../ui/confirm';

/** Makes a token open nothing any more, once that is confirmed. */
export function RevokeToken({ token, close }: { token: gateway.Token; close: () => void }) {
  return (
    <Confirm title={`Revoke ${token.label}`} verb="Revoke token" act={() => backend.revokeToken(token.id)} close={close}>
      Whoever calls with this token is refused from now on, and it cannot be given back. What was spent with it stays counted.
    </Confirm>
  );
}
