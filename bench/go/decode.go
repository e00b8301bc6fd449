package main

import (
	"bytes"
	"errors"
	"io"
	"os"

	"github.com/btcsuite/btcd/wire/v2"
)

// decode decodes every message of a file in memory. The first pass is not counted, as for the other decoders.
func decode(file string, passes int) (result figures, err error) {
	stream, err := os.ReadFile(file)
	for pass := -1; pass < passes && err == nil; pass++ {
		start := processorSeconds()
		result.Messages, err = decodeAll(stream)
		if pass >= 0 {
			result.Seconds = append(result.Seconds, processorSeconds()-start)
		}
	}
	return result, err
}

// decodeAll also counts messages that wire does not know; wire does not verify their checksums.
func decodeAll(stream []byte) (messages int, err error) {
	reader := bytes.NewReader(stream)
	for {
		_, _, _, err := wire.ReadMessageWithEncodingN(reader, wire.AddrV2Version, wire.MainNet, wire.WitnessEncoding)
		if errors.Is(err, io.EOF) {
			return messages, nil
		}
		if err != nil && !errors.Is(err, wire.ErrUnknownMessage) {
			return messages, err
		}
		messages++
	}
}
