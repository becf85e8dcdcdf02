package main

import (
	"math"
	"math/rand"
	"time"
)

var letters = []rune{'a', 'b', ' ', '"', 0, 'é', '中', '\uffff', '😀'}

// Values that follow from a seed, but for the order in which Go walks over maps.
type random struct {
	*rand.Rand
	room  int
	maps  []interface{}
	nodes []*node
}

func (r *random) value() interface{} {
	r.room, r.maps, r.nodes = 1+r.Intn(40), nil, nil
	return r.any(0)
}

func (r *random) any(depth int) interface{} {
	r.room--
	if depth > 6 || r.room < 0 {
		return r.scalar()
	}
	switch r.Intn(10) {
	case 0, 1, 2:
		return r.scalar()
	case 3:
		if len(r.maps) == 0 {
			return nil
		}
		return r.maps[r.Intn(len(r.maps))]
	case 4, 5:
		return r.list(depth)
	case 6:
		return r.mapped(depth)
	case 7:
		return r.array()
	default:
		return r.object(depth)
	}
}

func (r *random) size() int {
	if r.Intn(8) == 0 {
		return r.Intn(20)
	}
	return r.Intn(5)
}

func (r *random) scalar() interface{} {
	switch r.Intn(9) {
	case 0:
		return nil
	case 1:
		return r.Intn(2) == 0
	case 2:
		return r.whole()
	case 3:
		return int64(r.Uint64()) >> r.Intn(64)
	case 4:
		return r.fraction()
	case 5:
		return time.UnixMilli(int64(r.Uint64()) >> (13 + r.Intn(40))).UTC()
	case 6:
		bytes := make([]byte, r.Intn(20))
		if r.Intn(20) == 0 {
			bytes = make([]byte, r.Intn(9000))
		}
		r.Read(bytes)
		return bytes
	}
	return r.text()
}

func (r *random) whole() int32 { return int32(r.Uint32()) >> r.Intn(32) }

func (r *random) fraction() float64 {
	switch r.Intn(3) {
	case 0:
		return float64(r.whole())
	case 1:
		return float64(r.whole()) / 1000
	}
	return math.Float64frombits(r.Uint64())
}

func (r *random) text() string {
	length := r.Intn(8)
	if r.Intn(20) == 0 {
		length = r.Intn(1200)
	}
	text := make([]rune, length)
	for at := range text {
		text[at] = letters[r.Intn(len(letters))]
	}
	return string(text)
}

func (r *random) list(depth int) interface{} {
	list := make([]interface{}, r.size())
	for at := range list {
		list[at] = r.any(depth + 1)
	}
	return list
}

func (r *random) mapped(depth int) interface{} {
	mapped := map[interface{}]interface{}{}
	r.maps = append(r.maps, mapped)
	for left := r.size(); left > 0; left-- {
		mapped[r.text()] = r.any(depth + 1)
	}
	return mapped
}

func (r *random) array() interface{} {
	size := r.size()
	switch r.Intn(4) {
	case 0:
		array := make([]int32, size)
		for at := range array {
			array[at] = r.whole()
		}
		return array
	case 1:
		array := make([]int64, size)
		for at := range array {
			array[at] = int64(r.Uint64())
		}
		return array
	case 2:
		array := make([]float64, size)
		for at := range array {
			array[at] = r.fraction()
		}
		return array
	}
	array := make([]string, size)
	for at := range array {
		array[at] = r.text()
	}
	return array
}

func (r *random) object(depth int) interface{} {
	switch r.Intn(5) {
	case 0:
		return &dog{r.text(), r.text()}
	case 1:
		return &response{r.whole(), r.any(depth + 1)}
	case 2:
		return &boxes{"z", int8(r.whole()), int16(r.whole()), r.fraction(), r.fraction(), true, int64(r.Uint64()), r.whole()}
	case 3:
		return color(r.Intn(3))
	}
	return r.node(depth)
}

func (r *random) node(depth int) *node {
	this := &node{Title: r.text(), Children: []*node{}, Index: map[string]*node{}}
	if len(r.nodes) > 0 && r.Intn(2) == 0 {
		this.Next = r.nodes[r.Intn(len(r.nodes))]
	}
	r.nodes = append(r.nodes, this)
	this.Other = r.any(depth + 1)
	for r.Intn(2) == 0 && r.room > 0 {
		r.room--
		this.Children = append(this.Children, r.node(depth+1))
	}
	for left := r.Intn(3); left > 0; left-- {
		this.Index[r.text()] = this
	}
	return this
}
