import { apiClient, makeSmsWorld, SMS_WORLD, startServer } from '@wurao/testkit';
import { cpuSecondsOf, residentMbOf } from './sip/process-figures.ts';
import { moveToCore, SERVER_CORE } from './sip/load.ts';
import { SmsPeers } from './sms/load.ts';
const N = Number(process.argv[2] ?? 100000);
const peers = await SmsPeers.start();
const server = await startServer({ sms: true, env: { ...(process.env.PROF ? { NODE_OPTIONS: '--cpu-prof --cpu-prof-dir=/tmp/h/prof' } : {}), WURAO_SMS_UPSTREAMS: `smpp://wurao:upstream@127.0.0.1:${peers.sinkPort}?window=1000` }, args: process.env.PROF ? [] : [] });
moveToCore(server.pid, SERVER_CORE);
const admin = apiClient(server.url, server.adminKey);
await makeSmsWorld(admin, { window: 1000, perSecond: 100000 });
let first = 13800000000;
for (let round = 0; round < 4; round++) {
  const cpu = cpuSecondsOf(server.pid);
  const job = { protocol: 'smpp' as const, port: server.sms!.smppPort, account: SMS_WORLD.first.account, secret: SMS_WORLD.first.secret, source: SMS_WORLD.service.port, connections: 4, window: 250, messages: N, firstRecipient: first, relayed: true };
  first += N;
  const f = await peers.run(job);
  const used = cpuSecondsOf(server.pid) - cpu;
  console.log(f, Math.round(N / f.seconds), '/s', ((used / N) * 1e6).toFixed(1), 'us', residentMbOf(server.pid).toFixed(0), 'MB');
}
if (process.argv[3] === 'cmpp') {
  const job = { protocol: 'cmpp' as const, port: server.sms!.cmppPort, account: SMS_WORLD.second.account, secret: SMS_WORLD.second.secret, source: SMS_WORLD.second.port, connections: 1, window: 32, messages: N, firstRecipient: first, relayed: false };
  const f = await peers.run(job);
  console.log('cmpp', f, Math.round(N / f.seconds), '/s');
}
peers.stop();
await server.stop();
process.exit(0);
