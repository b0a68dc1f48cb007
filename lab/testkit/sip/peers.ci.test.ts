import { expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { kamailioProgram, startKamailio } from './kamailio.ts';
import { askOptions, freeSipPort } from './sip-peer.ts';
import { runSipp, sippProgram } from './sipp.ts';

/** What judges the gate is judged first: a right answer passes, a wrong one does not. Kamailio answers in the gate's place. */
const ROUTES = `
    if (is_method("ACK")) exit;
    if ($rU =~ "2$") {
        append_to_reply("Reason: Q.850;cause=21\\r\\nX-Wurao-Reason: do-not-disturb\\r\\n");
        sl_send_reply("603", "Decline");
        exit;
    }
    # Another Contact each time: no answer to a retransmission.
    if ($rU =~ "3$") append_to_reply("Contact: <sip:c$TV(u)@127.0.0.1;wurao-permit=s1.1.0123456789012345678901234567890123456789>\\r\\n");
    else append_to_reply("Contact: <sip:c@127.0.0.1;wurao-permit=s1.1.0123456789012345678901234567890123456789>\\r\\n");
    sl_send_reply("302", "Moved Temporarily");
    exit;
}`;
const CALLS = 5;
const RIGHT = { exitCode: 0, successful: CALLS, failed: 0 };
const WRONG = { exitCode: 1, successful: 0, failed: CALLS };

skipUnless('SIPp and Kamailio', sippProgram() && kamailioProgram())(
  'SIPp tells right answers from wrong ones',
  async () => {
    const kamailio = await startKamailio({ tcp: true, routes: ROUTES });
    try {
      const call = (scenario: string, callee: string, more: object = {}) =>
        runSipp({ scenario, callee, remote: kamailio, calls: CALLS, keys: { caller: '95599' }, ...more });
      const once = { flags: ['-nr'] };
      expect(await call('allowed', '13800000001')).toMatchObject(RIGHT);
      expect(await call('allowed', '13800000001', { transport: 'tcp' })).toMatchObject(RIGHT);
      expect(await call('refused-by-preference', '13800000002')).toMatchObject(RIGHT);
      expect(await call('retransmitted', '13800000001', once)).toMatchObject(RIGHT);
      const wrong = [
        await call('allowed', '13800000002'),
        await call('refused-by-preference', '13800000001'),
        // Refused, but for another reason.
        await call('refused-by-missing-filing', '13800000002'),
        await call('retransmitted', '13800000003', once),
      ];
      for (const figures of wrong) expect(figures).toMatchObject(WRONG);
      expect(wrong[0]?.errors).toContain('603 Decline');
    } finally {
      await kamailio.stop();
    }
    expect(await askOptions(kamailio), 'it still answers after its end').toBe(false);
  },
);

skipUnless('SIPp', sippProgram())('SIPp fails where nobody answers', async () => {
  const remote = { address: '127.0.0.1', port: await freeSipPort('127.0.0.1') };
  const keys = { caller: '95599' };
  const figures = await runSipp({ scenario: 'options', remote, calls: 1, keys, callee: 'a', withinSeconds: 2 });
  expect(figures.exitCode).not.toBe(0);
  expect(figures.successful || 0).toBe(0);
});
