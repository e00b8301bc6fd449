// Measures btcd's packages wire and peer on the same streams: decode FILE PASSES from memory, receive PORT MESSAGES from a socket.
// Prints JSON like the benchmark's other child processes: seconds of processor time of all threads, including the garbage collector's.
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
	run := map[string]func(string, int) (figures, error){"decode": decode, "receive": receive}[os.Args[1]]
	count, err := strconv.Atoi(os.Args[3])
	if err == nil {
		var result figures
		if result, err = run(os.Args[2], count); err == nil {
			result.PeakBytes = usage().Maxrss * 1024
			err = json.NewEncoder(os.Stdout).Encode(result)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
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
