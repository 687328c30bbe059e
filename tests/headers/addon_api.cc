/* SPDX-License-Identifier: MIT */
/* A C++ addon that touches each kind of thing node-addon-api wraps: class,
 * buffer, BigInt, worker, threadsafe function, instance data. */
#include <napi.h>

namespace {

class Box : public Napi::ObjectWrap<Box> {
public:
  static Napi::Function Class(Napi::Env env) {
    return DefineClass(env, "Box",
                       {InstanceMethod("get", &Box::Get),
                        InstanceAccessor<&Box::Bytes>("bytes")});
  }

  explicit Box(const Napi::CallbackInfo &info) : Napi::ObjectWrap<Box>(info) {
    number_ = info[0].As<Napi::Number>().DoubleValue();
  }

private:
  Napi::Value Get(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), number_);
  }

  Napi::Value Bytes(const Napi::CallbackInfo &info) {
    return Napi::Buffer<char>::Copy(info.Env(), "ab", 2);
  }

  double number_ = 0;
};

class Doubler : public Napi::AsyncWorker {
public:
  Doubler(const Napi::Function &callback, int number)
      : AsyncWorker(callback), number_(number) {
  }

  void Execute() override {
    number_ *= 2;
  }

  std::vector<napi_value> GetResult(Napi::Env env) override {
    return {env.Null(), Napi::Number::New(env, number_)};
  }

private:
  int number_;
};

Napi::Value Double(const Napi::CallbackInfo &info) {
  (new Doubler(info[1].As<Napi::Function>(), info[0].As<Napi::Number>()))
      ->Queue();
  return info.Env().Undefined();
}

Napi::Value CallLater(const Napi::CallbackInfo &info) {
  auto later = Napi::ThreadSafeFunction::New(
      info.Env(), info[0].As<Napi::Function>(), "later", 0, 1);
  later.NonBlockingCall();
  later.Release();
  return Napi::BigInt::New(info.Env(), static_cast<int64_t>(-7));
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new int(1));
  exports.Set("Box", Box::Class(env));
  exports.Set("double", Napi::Function::New(env, Double));
  exports.Set("callLater", Napi::Function::New(env, CallLater));
  return exports;
}

} // namespace

NODE_API_MODULE(addon_api, Init)
