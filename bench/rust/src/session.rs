//! A key exchange in memory: both ends of a session, without garbage and decoys.

use bip324::{CipherSession, GarbageResult, Handshake, Initialized, ReceivedKey, Role, SentVersion};
use bip324::{VersionResult, NUM_LENGTH_BYTES};

const MAGIC: [u8; 4] = [0xf9, 0xbe, 0xb4, 0xd9];
const TERMINATOR_BYTES: usize = 16;

/// Returns the initiator's and the responder's session.
pub fn session_pair() -> (CipherSession, CipherSession) {
    let [initiator, responder] = [Role::Initiator, Role::Responder].map(send_key);
    let (initiator, responder) = (
        send_version(initiator.0, &responder.1),
        send_version(responder.0, &initiator.1),
    );
    (complete(initiator.0, &responder.1), complete(responder.0, &initiator.1))
}

type SentKey = Handshake<bip324::SentKey<'static>>;

fn send_key(role: Role) -> (SentKey, Vec<u8>) {
    let mut sent = vec![0; Handshake::<Initialized>::send_key_len(None)];
    let handshake = Handshake::<Initialized>::new(MAGIC, role).expect("a key");
    let handshake = handshake.send_key(None, &mut sent).expect("room for the key");
    (handshake, sent)
}

fn send_version(handshake: SentKey, received: &[u8]) -> (Handshake<SentVersion>, Vec<u8>) {
    let mut sent = vec![0; Handshake::<ReceivedKey>::send_version_len(None)];
    let key = received.try_into().expect("64 bytes");
    let handshake = handshake.receive_key(key).expect("a shared secret");
    let handshake = handshake.send_version(&mut sent, None).expect("room for the version");
    (handshake, sent)
}

fn complete(handshake: Handshake<SentVersion>, received: &[u8]) -> CipherSession {
    let Ok(GarbageResult::FoundGarbage {
        mut handshake,
        consumed_bytes,
    }) = handshake.receive_garbage(received)
    else {
        panic!("no garbage terminator")
    };
    assert_eq!(consumed_bytes, TERMINATOR_BYTES);
    let (length, packet) = received[consumed_bytes..].split_at(NUM_LENGTH_BYTES);
    let length = handshake.decrypt_packet_len(length.try_into().expect("3 bytes"));
    assert_eq!(length.expect("a length"), packet.len());
    match handshake.receive_version(&mut packet.to_vec()) {
        Ok(VersionResult::Complete { cipher }) => cipher,
        _ => panic!("no version packet"),
    }
}
