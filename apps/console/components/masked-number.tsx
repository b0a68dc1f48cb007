const MOBILE = /^\+86(1\d{10})$/;
const FIXED = /^\+86(\d+)$/;
const SHOWN = 3;
const HIDDEN_FROM = 7;

/** As its holder writes it: without the country, else as it came. */
export const nationalNumber = (number: string): string =>
  MOBILE.exec(number)?.[1] ?? (FIXED.test(number) ? `0${number.slice(SHOWN)}` : number);

/** `138****1234`; what is masked already, and short codes, stay as they are. */
export const maskedNumber = (number: string): string => {
  const plain = nationalNumber(number);
  return plain.length < HIDDEN_FROM + 1 || plain.includes('*')
    ? plain
    : `${plain.slice(0, SHOWN)}****${plain.slice(HIDDEN_FROM)}`;
};

export const NumberText = ({ number }: { readonly number: string }) => (
  <span className="number">{nationalNumber(number)}</span>
);
