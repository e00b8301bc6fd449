package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// instructions by name. The numbers after the name are COUNT, default 1, and BYTES, default 0.
//
//	ping COUNT         pings with the nonces 1 to COUNT
//	inv COUNT          inv messages of one transaction each; the hash of message i begins with i in little-endian order
//	long COUNT BYTES   messages whose command is spelt out: "v2peer", with a payload of BYTES bytes that are the number of the message
//	longPing COUNT     pings whose command is spelt out, although it has a short id
//	decoy COUNT BYTES  decoys
var instructions = map[string]func(s *session, number, length int) error{
	"ping": func(s *session, number, _ int) error {
		return s.send(wire.NewMsgPing(uint64(number)))
	},
	"inv": func(s *session, number, _ int) error {
		hash := chainhash.Hash{}
		binary.LittleEndian.PutUint32(hash[:], uint32(number))
		message := wire.NewMsgInv()
		if err := message.AddInvVect(wire.NewInvVect(wire.InvTypeTx, &hash)); err != nil {
			return err
		}
		return s.send(message)
	},
	"long": func(s *session, number, length int) error {
		contents := append(spelt("v2peer"), make([]byte, length)...)
		for i := len(contents) - length; i < len(contents); i++ {
			contents[i] = byte(number)
		}
		return s.sendPacket(contents, false)
	},
	"longPing": func(s *session, number, _ int) error {
		return s.sendPacket(binary.LittleEndian.AppendUint64(spelt("ping"), uint64(number)), false)
	},
	"decoy": func(s *session, _, length int) error {
		return s.sendPacket(make([]byte, length), true)
	},
}

// spelt is the type of a message without a short id: a zero byte and the command, padded with zeros (BIP324).
func spelt(command string) []byte {
	contents := make([]byte, 1+wire.CommandSize)
	copy(contents[1:], command)
	return contents
}

// newest is the last session that became ready.
var newest atomic.Pointer[session]

// followInstructions returns when its input ends. An instruction that fails is reported on standard error.
func followInstructions(lines *bufio.Scanner) {
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if err := follow(newest.Load(), words); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

func follow(s *session, words []string) error {
	if s == nil {
		return fmt.Errorf("%q without a connection that is ready", words)
	}
	instruct, known := instructions[words[0]]
	if !known {
		return fmt.Errorf("unknown instruction %q", words[0])
	}
	numbers := [2]int{1, 0}
	for i, text := range words[1:] {
		if i == len(numbers) {
			return fmt.Errorf("%q has more than two numbers", words)
		}
		number, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is no number", text)
		}
		numbers[i] = number
	}
	for number := 1; number <= numbers[0]; number++ {
		if err := instruct(s, number, numbers[1]); err != nil {
			return err
		}
	}
	return nil
}
