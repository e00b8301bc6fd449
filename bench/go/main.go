// Measures btcd on the same streams, and BIP324 by its package v2transport:
//
//	decode FILE PASSES        decodes messages from memory
//	receive PORT MESSAGES     reads messages from a socket by a peer of the v1 transport
//	receiveV2 PORT MESSAGES   the same by the v2 transport
//	send FILE CHUNK_BYTES     not measured: the remote of receiveV2, and of other peers by v2; see send.go
//	packets SECONDS           encrypts and decrypts packets in memory; see packets.go
//
// What is measured prints JSON like the benchmark's other child processes: seconds of processor time of all threads, including the garbage
// collector's.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"
)

type figures struct {
	Messages  int       `json:"messages"`
	Seconds   []float64 `json:"seconds"`
	PeakBytes int64     `json:"peakBytes"`
}

func main() {
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command string, arguments []string) error {
	if command == "packets" {
		seconds, err := strconv.ParseFloat(arguments[0], 64)
		if err != nil {
			return err
		}
		return measurePackets(seconds)
	}
	count, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	if command == "send" {
		return send(arguments[0], count)
	}
	measure, known := map[string]func(string, int) (figures, error){
		"decode":    decode,
		"receive":   receiveV1,
		"receiveV2": receiveV2,
	}[command]
	if !known {
		return fmt.Errorf("unknown command %q", command)
	}
	result, err := measure(arguments[0], count)
	if err != nil {
		return err
	}
	result.PeakBytes = usage().Maxrss * 1024
	return json.NewEncoder(os.Stdout).Encode(result)
}

func usage() (used syscall.Rusage) {
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return used
}

func processorSeconds() float64 {
	used := usage()
	return (time.Duration(used.Utime.Nano()) + time.Duration(used.Stime.Nano())).Seconds()
}
