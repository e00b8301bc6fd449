//! Measures the crate `bip324`: `packets SECONDS` prints one line of JSON per measured kind, `{"kind", "contentsBytes", "operations", "seconds"}`,
//! for about SECONDS of processor time each. The kinds are `decrypt` and `encrypt` (a packet, with the cipher of its length) and `handshake`
//! (both ends of a key exchange).

mod session;

use bip324::{CipherSession, PacketType, NUM_LENGTH_BYTES};
use session::session_pair;

const CONTENTS_BYTES: [usize; 5] = [9, 100, 456, 64 << 10, 1 << 20];
/// Packets are encrypted and decrypted in batches of this size, so that reading the clock costs nothing.
const BATCH_BYTES: usize = 1 << 20;
const MAX_BATCH_PACKETS: usize = 2048;

fn main() {
    let limit: f64 = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .expect("SECONDS");
    for bytes in CONTENTS_BYTES {
        measure_packets(bytes, limit);
    }
    let (mut handshakes, start) = (0, processor_seconds());
    while processor_seconds() - start < limit {
        session_pair();
        handshakes += 1;
    }
    print("handshake", 0, handshakes, processor_seconds() - start);
}

fn measure_packets(bytes: usize, limit: f64) {
    let (mut sender, mut receiver) = session_pair();
    let batch = (BATCH_BYTES / (bytes + 20)).clamp(1, MAX_BATCH_PACKETS);
    let contents = vec![7; bytes];
    let mut packets = vec![vec![0; bytes + 20]; batch];
    let (mut operations, mut encrypting, mut decrypting) = (0, 0.0, 0.0);
    // The first batch only loads the caches.
    let mut is_measured = false;
    while decrypting < limit || encrypting < limit {
        let start = processor_seconds();
        encrypt(&mut sender, &contents, &mut packets);
        let middle = processor_seconds();
        decrypt(&mut receiver, &mut packets);
        let end = processor_seconds();
        if is_measured {
            encrypting += middle - start;
            decrypting += end - middle;
            operations += batch;
        }
        is_measured = true;
    }
    print("encrypt", bytes, operations, encrypting);
    print("decrypt", bytes, operations, decrypting);
}

fn encrypt(session: &mut CipherSession, contents: &[u8], packets: &mut [Vec<u8>]) {
    for packet in packets {
        let sealed = session.outbound().encrypt(contents, packet, PacketType::Genuine, None);
        sealed.expect("room for the packet");
    }
}

/// In place, which is the cheapest of the crate's ways.
fn decrypt(session: &mut CipherSession, packets: &mut [Vec<u8>]) {
    for packet in packets {
        let (length, body) = packet.split_at_mut(NUM_LENGTH_BYTES);
        let length: [u8; NUM_LENGTH_BYTES] = (&*length).try_into().expect("3 bytes");
        assert_eq!(session.inbound().decrypt_packet_len(length), body.len());
        let (_, plaintext) = session.inbound().decrypt_in_place(body, None).expect("a valid tag");
        assert_eq!(plaintext.last(), Some(&7));
    }
}

fn processor_seconds() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: clock_gettime writes to the struct that it receives.
    assert_eq!(
        unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) },
        0
    );
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn print(kind: &str, bytes: usize, operations: usize, seconds: f64) {
    println!(r#"{{"kind":"{kind}","contentsBytes":{bytes},"operations":{operations},"seconds":{seconds}}}"#);
}
