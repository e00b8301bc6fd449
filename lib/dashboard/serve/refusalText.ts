import { escapeText } from '../../base/escapeText.js';
import type { AdmissionRequest, RefusalReason } from './admission.js';

/** Characters of a header that are quoted; the sender of the request chooses them. */
const MAX_HEADER_CHARACTERS = 200;

/** The body of a 403 answer: the headers of the request, escaped and cut to 200 characters, what is allowed, and what to do. */
export function refusalText(reason: RefusalReason, { host, origin }: Omit<AdmissionRequest, 'path'>): string {
  switch (reason) {
    case 'host':
      return [
        `refused: the request has ${header('Host', host)}.`,
        'Allowed are localhost, 127.0.0.1 and [::1] with any port, the address given by --host, and the hosts of --origin.',
        'Behind a proxy, start the program with --origin URL, where URL is the address that the browser shows, such as https://rx.example.org.',
      ].join('\n');
    case 'origin':
      return [
        `refused: the request has ${header('Origin', origin)} and ${header('Host', host)}.`,
        'Allowed are the origin of the Host itself, with http or https, and the origins given by --origin.',
        'Behind a proxy, start the program with --origin URL, where URL is the address that the browser shows, such as https://rx.example.org.',
      ].join('\n');
    case 'token':
      return [
        'refused: the path does not begin with the token.',
        'Open the complete URL that the program printed when it started.',
      ].join('\n');
  }
}

function header(name: string, value: string | undefined): string {
  if (value === undefined) return `no ${name}`;
  const shown = value.length > MAX_HEADER_CHARACTERS ? `${value.slice(0, MAX_HEADER_CHARACTERS)}…` : value;
  return `${name} ${escapeText(JSON.stringify(shown))}`;
}
