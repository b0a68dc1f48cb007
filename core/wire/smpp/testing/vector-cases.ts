// What each SMPP vector of the shared data must come to, by the line of the test that it was taken from.

export interface VectorCase {
  readonly line: number;
  readonly what: string;
  readonly command: string;
  readonly status?: string;
  readonly sequence: number;
  readonly values: Readonly<Record<string, unknown>> | undefined;
  /** Tags with their values in hexadecimal digits, in order. */
  readonly tlvs?: readonly (readonly [tag: number, value: string])[];
  readonly text?: string;
  readonly receipt?: Readonly<Record<string, unknown>>;
}

export const VECTOR_CASES: readonly VectorCase[] = [
  {
    line: 15,
    what: 'a receipt with a text that is empty, and a service type',
    command: 'deliver_sm',
    sequence: 1_412_304_673,
    values: { serviceType: '1.000', sourceAddr: '2449355550', destAddrTon: 5, destinationAddr: 'ZAP', esmClass: 4 },
    tlvs: [
      [0x0423, '303030'],
      [0x0427, '05'],
      [0x001e, Buffer.from('6a3ed98a66444e8abac3acd9bba8656f\0').toString('hex')],
    ],
    receipt: { id: '6a3ed98a66444e8abac3acd9bba8656f', delivered: 0, submitDate: '141016003650', state: 'UNDELIV' },
  },
  {
    line: 25,
    what: 'a message in message_payload',
    command: 'deliver_sm',
    sequence: 1,
    values: { sourceAddr: '592296186', destAddrTon: 4, destAddrNpi: 9, destinationAddr: '37452', esmClass: 0 },
    tlvs: [
      [0x000e, '01'],
      [0x0006, '01'],
      [0x0424, Buffer.from('Hi fikry').toString('hex')],
    ],
    text: 'Hi fikry',
  },
  {
    line: 36,
    what: 'a receipt of one that arrived',
    command: 'deliver_sm',
    sequence: 1,
    values: { sourceAddr: '4915256794887', destinationAddr: '04051306999', esmClass: 4 },
    receipt: { id: 'bc59b8aa-2fd2-4035-8113-19301e050079', state: 'DELIVRD', error: '000', text: '-' },
  },
  {
    line: 44,
    what: 'a receipt in message_payload, with a NUL behind it and another id beside it',
    command: 'deliver_sm',
    sequence: 92_476,
    values: { sourceAddr: '21653520703', destinationAddr: '7788', registeredDelivery: 1 },
    receipt: { id: '0000436949', submitted: undefined, state: 'DELIVRD', error: '000' },
  },
  {
    line: 56,
    what: 'a refused bind',
    command: 'bind_transceiver_resp',
    status: 'ESME_RINVSYSTYP',
    sequence: 1,
    values: { systemId: '' },
  },
  {
    line: 67,
    what: 'a refused submit with a body all the same',
    command: 'submit_sm_resp',
    status: 'ESME_RINVSRCADR',
    sequence: 2,
    values: { messageId: '00000000' },
  },
  {
    line: 78,
    what: 'parameters of a vendor are kept',
    command: 'deliver_sm',
    sequence: 50_888_961,
    values: { destinationAddr: 'SKYTELECOM' },
    tlvs: [
      [0x0423, '030000'],
      [0x1454, '00000001'],
      [0x1418, '00000030'],
    ],
    receipt: { id: '145100315320224957', error: '0000', text: 'Test (mehdi)' },
  },
  {
    line: 89,
    what: 'others, and a receipt with more than twenty characters of text',
    command: 'deliver_sm',
    sequence: 1_453_145_654,
    values: { sourceAddr: '352691600403', destinationAddr: '0' },
    receipt: { id: '4D19C83C', text: 'GW250 MCC=270 MNC=1 BillingMNC=1' },
  },
  {
    line: 101,
    what: 'a subaddress, and an answer asked for by path',
    command: 'deliver_sm',
    sequence: 523_665_415,
    values: { esmClass: 128, dataCoding: 1 },
    tlvs: [[0x0202, Buffer.from('+989347690000').toString('hex')]],
    text: 'Test',
  },
  {
    line: 112,
    what: 'a submit with a validity period, of class 1, and a parameter of a vendor',
    command: 'submit_sm',
    sequence: 1_414,
    values: { sourceAddr: 'Jojos', validityPeriod: '151110145607000+', registeredDelivery: 1, dataCoding: 0xf1 },
    tlvs: [[0x1403, Buffer.from('38636').toString('hex')]],
    text: 'PLEASE IGNORE THIS MESSAGE',
  },
  {
    line: 123,
    what: 'a refused submit without a body, and a status that 3.4 reserves',
    command: 'submit_sm_resp',
    status: '0x00000022',
    sequence: 2,
    values: undefined,
  },
  {
    line: 134,
    what: 'octets that are no septets become U+FFFD, and the receipt is read all the same',
    command: 'deliver_sm',
    sequence: 10,
    values: { sourceAddr: '6907177058', destinationAddr: '52000' },
    receipt: { id: '0416342074', state: 'DELIVRD', text: '\ufffdA\ufffdO\ufffd ENTO\ufffdH. \ufffdAPAKA' },
  },
  {
    line: 147,
    what: 'the same with more_messages_to_send',
    command: 'deliver_sm',
    sequence: 11,
    values: { sourceAddr: '6907177058' },
    tlvs: [
      [0x000e, '01'],
      [0x0006, '01'],
      [0x001e, Buffer.from('18d0e03a\0').toString('hex')],
      [0x0427, '02'],
      [0x0426, '01'],
    ],
    receipt: { state: 'DELIVRD' },
  },
  {
    line: 159,
    what: 'a tag with its octets the wrong way round is one that nobody knows, and is kept',
    command: 'bind_transceiver_resp',
    sequence: 1,
    values: { systemId: 'Yenta1' },
    tlvs: [[0x1002, '34']],
  },
  {
    line: 171,
    what: 'UCS-2 of one character',
    command: 'submit_sm',
    sequence: 2,
    values: { sourceAddr: '2', destinationAddr: '3', dataCoding: 8 },
    tlvs: [],
    text: '§',
  },
];
