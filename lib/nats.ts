/** `rxpeer/nats`: what a machine sees, on NATS. Needs `@nats-io/nats-core` and `@nats-io/jetstream`. */
export { parseSubjectToken, subjectToken } from './export/nats/subject.js';
