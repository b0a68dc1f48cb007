import { type Kamailio, startKamailio } from '@wurao/testkit';
import { onCore, SERVER_CORE } from './load.ts';

/** Kamailio doing the job from a table in memory: refused when the callee stands in it, else redirected. No decision beyond that. */
export const TABLE_ENTRIES = 1_000_000;

/** The i-th number of the table: even steps, so that its neighbours are in none. */
const STEP = 89;
const FIRST = 10_000_000;
const PREFIX = '86139';
const numberAt = (i: number): string => `${PREFIX}${FIRST + i * STEP}`;

const routesOf = (entries: number): string => `
    if (is_method("INVITE")) {
        if ($rU == $null) { sl_send_reply("484", "Address Incomplete"); exit; }
        if ($sht(refused=>$rU) != $null) {
            append_to_reply("Reason: Q.850;cause=21\\r\\n");
            sl_send_reply("603", "Decline");
            exit;
        }
        $ru = "sip:" + $rU + "@127.0.0.1:5999";
        sl_send_reply("302", "Moved Temporarily");
        exit;
    }
    if (is_method("ACK")) exit;
    sl_send_reply("405", "Method Not Allowed");
    exit;
}
event_route[htable:mod-init] {
    $var(i) = 0;
    while ($var(i) < ${entries}) {
        $var(n) = ${FIRST} + $var(i) * ${STEP};
        $var(k) = "${PREFIX}" + $var(n);
        $sht(refused=>$var(k)) = 1;
        $var(i) = $var(i) + 1;
    }
}`;

export const startTableKamailio = (entries: number): Promise<Kamailio> =>
  startKamailio({
    tcp: true,
    modules: ['htable'],
    settings: [
      `max_while_loops=${entries + 1}`,
      'maxbuffer=4194304',
      'modparam("htable", "htable", "refused=>size=20;autoexpire=0;")',
    ],
    routes: routesOf(entries),
    flags: ['-m', '1024', '-M', '64', '-x', 'fm', '-X', 'fm'],
    before: onCore(SERVER_CORE),
    readyWithinMs: 120_000,
  });

/** Calls of which so many in ten are refused. */
export function* tableCalls(entries: number, count: number, refusedInTen: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    const at = Math.imul(i, 0x9e3779b1) >>> 0;
    const isRefused = i % 10 < refusedInTen;
    const number = numberAt(at % entries);
    yield `${isRefused ? number : Number(number) + 1};95599;${isRefused ? 603 : 302}`;
  }
}
