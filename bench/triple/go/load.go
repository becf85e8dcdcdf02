package main

import (
	"math"
	"slices"
	"sync"
	"time"
)

// outcome is what came of a closed loop; times are in microseconds.
type outcome struct {
	rate, p50, p99 float64
	calls          int
}

// closedLoop keeps so many calls under way for the time, after a tenth of it to warm up.
func closedLoop(inFlight int, limit time.Duration, call func() error) (outcome, error) {
	begin := time.Now().Add(limit / 10)
	end := begin.Add(limit)
	var (
		all    []time.Duration
		calls  int
		failed error
		lock   sync.Mutex
		tasks  sync.WaitGroup
	)
	for range inFlight {
		tasks.Go(func() {
			var times []time.Duration
			count := 0
			var problem error
			for start := time.Now(); start.Before(end); {
				if problem = call(); problem != nil {
					break
				}
				now := time.Now()
				if !start.Before(begin) {
					times = append(times, now.Sub(start))
				}
				count++
				start = now
			}
			lock.Lock()
			defer lock.Unlock()
			all = append(all, times...)
			calls += count
			if problem != nil {
				failed = problem
			}
		})
	}
	tasks.Wait()
	if failed != nil {
		return outcome{}, failed
	}
	slices.Sort(all)
	return outcome{
		rate:  float64(len(all)) / limit.Seconds(),
		p50:   quantile(all, 0.5),
		p99:   quantile(all, 0.99),
		calls: calls,
	}, nil
}

func quantile(sorted []time.Duration, share float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return float64(sorted[int(float64(len(sorted)-1)*share)].Nanoseconds()) / 1000
}
