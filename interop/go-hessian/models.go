package main

import (
	hessian "github.com/apache/dubbo-go-hessian2"
)

const models = "org.dubbors.interop.hessian.Models$"

// The classes that both sides know; the Java ones stand in Models.java.

type dog struct {
	Name   string
	Gender string
}

func (*dog) JavaClassName() string { return models + "Dog" }

type node struct {
	Title    string
	Next     *node
	Other    interface{}
	Children []*node
	Index    map[string]*node
}

func (*node) JavaClassName() string { return models + "Node" }

type boxes struct {
	Letter  string
	Least   int8
	Little  int16
	Once    float64
	Twice   float64
	Bool    bool
	Number  int64
	Integer int32
}

func (*boxes) JavaClassName() string { return models + "Boxes" }

type response struct {
	Code int32
	Data interface{}
}

func (*response) JavaClassName() string { return models + "Response" }

type color hessian.JavaEnum

var colors = []string{"RED", "GREEN", "BLUE"}

func (color) JavaClassName() string { return models + "Color" }

func (c color) String() string { return colors[c] }

func (color) EnumValue(name string) hessian.JavaEnum {
	for at, known := range colors {
		if known == name {
			return hessian.JavaEnum(at)
		}
	}
	return hessian.InvalidJavaEnum
}

func register() {
	hessian.RegisterPOJO(&dog{})
	hessian.RegisterPOJO(&node{})
	hessian.RegisterPOJO(&boxes{})
	hessian.RegisterPOJO(&response{})
	hessian.RegisterJavaEnum(color(0))
}
