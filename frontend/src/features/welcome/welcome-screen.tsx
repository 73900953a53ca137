import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend } from '../../api/backend';
import { Notice } from '../../ui/notice';
import './welcome.css';

/** The first start: connect a service, or look around with sample data. */
export function WelcomeScreen({ connect }: { connect: () => void }) {
  const sample = useMutation({ mutationFn: backend.enterSample });
  return (
    <div className="welcome">
      <h1>What do you spend on AI?</h1>
      <p>
        Outlay reads the bills of your AI services, shows in dollars what was spent and where the month will end, and warns you before it is too
        much. Your keys stay on this machine, sealed, and go to nobody but their own vendor.
      </p>
      <div className="row">
        <Button size="md" onClick={connect}>
          Connect a service
        </Button>
        <Button size="md" variant="default" loading={sample.isPending} onClick={() => sample.mutate()}>
          Explore with sample data
        </Button>
      </div>
      {sample.isPending && (
        <p className="quiet" role="status">
          Reading 13 months from simulated vendors …
        </p>
      )}
      {sample.error && <Notice tone="reached">{sample.error.message}</Notice>}
      <ul className="welcome-promises">
        <li>
          <h2>The bill, not a guess</h2>
          <p className="quiet">Each dollar says where it comes from. What could not be read is named, never shown as $0.</p>
        </li>
        <li>
          <h2>Warned once, in time</h2>
          <p className="quiet">A notification at 80 % and at 100 % of each account’s monthly limit.</p>
        </li>
        <li>
          <h2>Yours alone</h2>
          <p className="quiet">One file on this machine. No account, no cloud, no tracking.</p>
        </li>
      </ul>
    </div>
  );
}
